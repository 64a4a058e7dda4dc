# The base by its exact version. To pin it by content too, ask once and build with the answer:
#   docker buildx imagetools inspect python:3.13.15-slim-trixie --format '{{.Manifest.Digest}}'
#   docker build --build-arg BASE=python:3.13.15-slim-trixie@sha256:... .
ARG BASE=python:3.13.15-slim-trixie

# ------------------------------------------------------------------------------------------------- the environment
FROM ${BASE} AS build

ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /source

# The dependencies first, Gymnasium's tables among them: a change of the code alone does not fetch them again. Every file is held against
# its hash, what builds the wheel too.
COPY requirements.lock requirements-build.lock ./
RUN python -m venv /opt/policyscope \
 && /opt/policyscope/bin/pip install --no-compile --require-hashes --only-binary :all: -r requirements.lock \
 && python -m venv /opt/build \
 && /opt/build/bin/pip install --no-compile --require-hashes --only-binary :all: -r requirements-build.lock

COPY pyproject.toml README.md LICENSE ./
COPY server server
COPY static static
RUN /opt/build/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /wheels . \
 && /opt/policyscope/bin/pip install --no-compile --no-deps --no-index /wheels/*.whl

# The kernels, compiled once and for all. Their cache is keyed by the processor, so a plain one is named that every host of this
# architecture has (measured: as fast); and by the sources' times, of which an image keeps whole seconds only.
ENV NUMBA_CACHE_DIR=/var/cache/policyscope NUMBA_CPU_NAME=generic
RUN find /opt/policyscope -name '*.py' -exec touch --date="@$(date +%s)" {} + \
 && /opt/policyscope/bin/python -m compileall -q /opt/policyscope/lib \
 && mkdir -p "$NUMBA_CACHE_DIR" \
 && /opt/policyscope/bin/policyscope warmup

# ------------------------------------------------------------------------------------------------------- the image
FROM ${BASE}

LABEL org.opencontainers.image.title="Policyscope" \
      org.opencontainers.image.description="See a policy gradient." \
      org.opencontainers.image.licenses="MIT"

RUN groupadd --gid 10001 policyscope \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin policyscope
COPY --from=build /opt/policyscope /opt/policyscope
# A cache is read only where its folder belongs to who runs it, or to root, and nobody else can write to it.
COPY --from=build --chown=10001:10001 /var/cache/policyscope /var/cache/policyscope

ENV PATH=/opt/policyscope/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    NUMBA_CACHE_DIR=/var/cache/policyscope \
    NUMBA_CPU_NAME=generic

# By number: Kubernetes' runAsNonRoot cannot look a name up.
USER 10001:10001
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=3s --start-period=20s --retries=3 \
  CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/readyz', timeout=2)"]

CMD ["policyscope", "serve", "--host", "0.0.0.0", "--port", "8000"]
