"""Octavia's providers without machines: accept everything, then call it active."""

from __future__ import annotations

import threading
import time
from typing import Any, Never

from octavia.api.drivers import driver_factory
from octavia.api.drivers.noop_driver import driver as noop
from octavia.common import constants, exceptions, utils
from octavia.db import api, models, repositories
from octavia_lib.api.drivers import exceptions as provider_errors
from oslo_config import cfg
from oslo_log import log

LOG = log.getLogger(__name__)
EVERY_S = 1.0
CHILDREN = (
    (models.L7Rule, "l7rule"),
    (models.L7Policy, "l7policy"),
    (models.Member, "member"),
    (models.HealthMonitor, "health_monitor"),
    (models.Pool, "pool"),
    (models.Listener, "listener"),
)
PENDING = (constants.PENDING_CREATE, constants.PENDING_UPDATE, constants.PENDING_DELETE)


class PracticeProvider(noop.NoopProviderDriver):
    def create_vip_port(self, *args: Any, **kwargs: Any) -> Never:
        # Octavia then makes a real port in Neutron itself.
        raise provider_errors.NotImplementedError()


def install() -> None:
    driver_factory.get_driver = get_driver


def start_settling() -> None:
    threading.Thread(target=_settle_for_ever, daemon=True).start()


def get_driver(provider: Any) -> PracticeProvider:
    settings = cfg.CONF.api_settings
    if not isinstance(provider, str) or not provider:
        provider = settings.default_provider_driver
    if provider not in settings.enabled_provider_drivers:
        raise exceptions.ProviderNotEnabled(prov=provider)
    found = PracticeProvider()
    found.name = provider
    return found


def _settle_for_ever() -> None:
    while True:
        time.sleep(EVERY_S)
        try:
            settle()
        except Exception:
            LOG.exception("could not settle the load balancers")


def settle() -> None:
    """Finish everything that waits for a machine."""
    repos = repositories.Repositories()
    with api.session().begin() as session:
        balancers = _pending(session, models.LoadBalancer).all()
        if not balancers:
            return
        for model, repository in CHILDREN:
            for item in _pending(session, model):
                _settle_child(session, getattr(repos, repository), item)
        for balancer in balancers:
            _settle_balancer(session, repos, balancer)


def _pending(session: Any, model: Any) -> Any:
    return session.query(model).filter(model.provisioning_status.in_(PENDING))


def _settle_child(session: Any, repository: Any, item: Any) -> None:
    if item.provisioning_status == constants.PENDING_DELETE:
        repository.delete(session, id=item.id)
        return
    item.provisioning_status = constants.ACTIVE
    if hasattr(item, "operating_status"):
        item.operating_status = constants.ONLINE


def _settle_balancer(session: Any, repos: Any, balancer: Any) -> None:
    if balancer.provisioning_status != constants.PENDING_DELETE:
        balancer.provisioning_status = constants.ACTIVE
        balancer.operating_status = constants.ONLINE
        return
    vip = repos.load_balancer.get(session, id=balancer.id).vip
    if vip and vip.octavia_owned is not False:
        utils.get_network_driver().deallocate_vip(vip)
    balancer.provisioning_status = constants.DELETED
