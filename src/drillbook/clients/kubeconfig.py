"""A kubeconfig: the connection that one of its contexts describes."""

from pathlib import Path
from typing import Any

import kubernetes.client
import kubernetes.config
import yaml
from kubernetes.config.config_exception import ConfigException

from drillbook.errors import UsageError


def connection(file: Path | None, context: str, account: str | None) -> Any:
    """Return the official client's connection to a context (kubernetes.client.ApiClient).

    Without a file, KUBECONFIG names it. ``account`` is a user to impersonate. Raises UsageError
    when the file has no such context, or none that can be used.
    """
    configuration = kubernetes.client.Configuration()
    place = str(file) if file else None
    try:
        kubernetes.config.load_kube_config(
            config_file=place, context=context, client_configuration=configuration
        )
        # A retry would hide from a probe that the API server was away.
        configuration.retries = False
        client = kubernetes.client.ApiClient(configuration)
    except (ConfigException, yaml.YAMLError, OSError) as error:
        raise UsageError(
            f"no context {context!r} in {place or 'KUBECONFIG'}: {error}; "
            "kubectl config get-contexts lists them"
        ) from error
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        # The library takes any file for a kubeconfig, and stumbles over what is not there.
        raise UsageError(
            f"{place or 'KUBECONFIG'} is no kubeconfig with a context {context!r} that can "
            f"be used: {error}; 'kubectl config view' shows it"
        ) from error
    if account is not None:
        # The API server adds the groups that every ServiceAccount is in.
        client.set_default_header("Impersonate-User", account)
    return client
