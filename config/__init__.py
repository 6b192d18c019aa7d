"""What joins the apps: settings, addresses, the ASGI and Celery applications."""
