"""`python -m policyscope` is `policyscope`."""

from policyscope.cli import main

if __name__ == "__main__":
    main()
