# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The Django site of the comparison: ``django-ogc-sensorthings`` as its README sets it up, and nothing besides.

Settings, addresses and application in one module; only imported by Django, in the peer's own processes. Chosen in its
favour: no debugging, no middleware, a pool of connections, and pages as large as the bench asks for.
"""

from __future__ import annotations

import os
from uuid import UUID

DEBUG = False
SECRET_KEY = "only for a bench"  # noqa: S105
ALLOWED_HOSTS = ["*"]
USE_TZ = True
TIME_ZONE = "UTC"
ROOT_URLCONF = "baken.bench.peers.django_urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "sensorthings.versions.v1_1",
    "sensorthings.versions.v1_1.backends.django",
    "sensorthings.versions.v1_1.extensions.dataarray",
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": "127.0.0.1",
        "PORT": os.environ["BAKEN_BENCH_POSTGRES_PORT"],
        "NAME": "postgres",
        "USER": "postgres",
        "OPTIONS": {"pool": {"min_size": 4, "max_size": 16}},
    }
}
SENSORTHINGS_V1_1_SERVICE_URL = f"http://localhost:{os.environ['BAKEN_BENCH_DJANGO_PORT']}/sensorthings"
SENSORTHINGS_V1_1_BACKEND_ADAPTER = "sensorthings.versions.v1_1.backends.django.adapter.DjangoBackendAdapter"
SENSORTHINGS_V1_1_ID_TYPE = UUID
SENSORTHINGS_V1_1_ID_DELIMITER = "'"
SENSORTHINGS_V1_1_MAX_TOP = 10_000
SENSORTHINGS_V1_1_MAX_POST_DATA_ARRAY_OBSERVATIONS = 100_000
SENSORTHINGS_V1_1_DOCS_ENABLED = False
