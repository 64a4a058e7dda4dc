# syntax=docker/dockerfile:1

# ------------------------------------------------------------------------------------------------- the environment
FROM python:3.13-slim AS build

ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /source

# The dependencies first, Gymnasium's tables among them: a change of the code alone does not fetch them again.
RUN python -m venv /opt/policyscope
COPY pyproject.toml constraints.txt ./
RUN python -c "import tomllib; p = tomllib.load(open('pyproject.toml', 'rb'))['project']; \
print(*p['dependencies'], *p['optional-dependencies']['gymnasium'], sep='\n')" > dependencies.txt \
 && /opt/policyscope/bin/pip install --no-compile -c constraints.txt -r dependencies.txt

COPY README.md LICENSE ./
COPY server server
COPY static static
RUN pip wheel --no-deps --wheel-dir /wheels . \
 && /opt/policyscope/bin/pip install --no-compile --no-deps /wheels/*.whl

# The kernels, compiled once and for all. Their cache is keyed by the processor, so a plain one is named that every host of this
# architecture has (measured: as fast); and by the sources' times, of which an image keeps whole seconds only.
ENV NUMBA_CACHE_DIR=/var/cache/policyscope NUMBA_CPU_NAME=generic
RUN find /opt/policyscope -name '*.py' -exec touch --date="@$(date +%s)" {} + \
 && { /opt/policyscope/bin/python -m compileall -q /opt/policyscope/lib || true; } \
 && mkdir -p "$NUMBA_CACHE_DIR" \
 && /opt/policyscope/bin/policyscope warmup

# ------------------------------------------------------------------------------------------------------- the image
FROM python:3.13-slim

LABEL org.opencontainers.image.title="Policyscope" \
      org.opencontainers.image.description="See a policy gradient." \
      org.opencontainers.image.licenses="MIT"

RUN useradd --system --uid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin policyscope
COPY --from=build /opt/policyscope /opt/policyscope
# numba looks for a cache it may write to, even when everything is in it.
COPY --from=build --chown=policyscope /var/cache/policyscope /var/cache/policyscope

ENV PATH=/opt/policyscope/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    NUMBA_CACHE_DIR=/var/cache/policyscope \
    NUMBA_CPU_NAME=generic

USER policyscope
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=3s --start-period=20s --retries=3 \
  CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]

CMD ["policyscope", "serve", "--host", "0.0.0.0", "--port", "8000"]
