"""When CronJobs run."""

from drillbook.clock import now
from drillbook.observation import Observation
from drillbook.rights import needs
from drillbook.session import Session


@needs("list cronjobs.batch")
def schedules(session: Session, namespace: str) -> Observation[dict[str, str]]:
    """Return the schedule of every CronJob, with its time zone; "" for one that is suspended."""
    path = f"/apis/batch/v1/namespaces/{namespace}/cronjobs"
    started = now()
    found = {}
    for item in session.cluster.items(path):
        spec = item["spec"]
        zone = f" {spec['timeZone']}" if spec.get("timeZone") else ""
        at = "" if spec.get("suspend") else f"{spec['schedule']}{zone}"
        found[item["metadata"]["name"]] = at
    return Observation("schedules", found, "Kubernetes API", f"GET {path}", started, now())
