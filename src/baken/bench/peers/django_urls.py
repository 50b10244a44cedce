# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses of the Django site, and the application that uvicorn serves."""

from __future__ import annotations

from django.core.asgi import get_asgi_application
from django.urls import include, path

application = get_asgi_application()
urlpatterns = [path("sensorthings/", include("sensorthings.versions.v1_1.urls"))]
