"""How kernels become machine code: compiled once, kept on disk where nobody else can write, interpreted meanwhile."""
