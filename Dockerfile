# The production shape: gunicorn serves pages, static files (WhiteNoise) and photos; PostgreSQL is elsewhere.
# Settings come from the environment, as .env.example tells.

FROM python:3.13-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
RUN python -m venv /venv
COPY requirements/production.txt requirements/
RUN --mount=type=cache,target=/root/.cache/pip \
    /venv/bin/pip install --quiet --require-hashes --only-binary :all: --requirement requirements/production.txt
COPY . .
# These values serve this one command; nothing of them stays in the image. Collecting files asks no database.
RUN DEBUG=false SECRET_KEY=build ALLOWED_HOSTS=localhost DATABASE_URL=postgres://build@localhost/build \
    /venv/bin/python manage.py collectstatic --no-input --verbosity 0 \
    && /venv/bin/python -m compileall -q config presenters talks schedule \
    && mkdir media

FROM python:3.13-slim
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 BIND=0.0.0.0:8000
RUN useradd --system --uid 10001 --no-create-home --home-dir /nonexistent lectern
WORKDIR /app
COPY --from=build /venv /venv
COPY --from=build /app /app
# The program belongs to root: whoever breaks into the process cannot change it. Photos are all that it writes.
COPY --from=build --chown=lectern:lectern /app/media /app/media
USER lectern
VOLUME /app/media
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz/', timeout=4)"]
# gunicorn finishes what it is doing on SIGTERM, within 20 s.
STOPSIGNAL SIGTERM
CMD ["gunicorn", "--config", "config/gunicorn.py"]
