"""What the alerts of KG RCA do: when each fires, and which never does."""

from tests.lab.alert_stories import Story, minutes

LAG = 'kg_kafka_consumer_lag{topic="t",group="kg-builder"}'
ACCURACY = 'kg_rca_accuracy_at_k{k="3"}'
RESTARTS = 'kube_pod_container_status_restarts_total{namespace="kg-rca-server",pod="p"}'
DISK = {
    'kubelet_volume_stats_used_bytes{persistentvolumeclaim="c"}': "91x9999",
    'kubelet_volume_stats_capacity_bytes{persistentvolumeclaim="c"}': "100x9999",
}
CONTAINER = 'namespace="n",pod="p",container="c"'
PROCESSOR = f"container_cpu_usage_seconds_total{{{CONTAINER}}}"
CORES = f'kube_pod_container_resource_limits{{{CONTAINER},resource="cpu"}}'
USED = f"container_memory_working_set_bytes{{{CONTAINER}}}"
BYTES = f'kube_pod_container_resource_limits{{{CONTAINER},resource="memory"}}'
STORIES = [
    Story("Neo4jDown", {"neo4j_up": "0x9999"}, minutes(2)),
    Story("Neo4jDown", {"neo4j_up": "1x9999"}, None),
    Story("Neo4jDown", {"other": "1x9999"}, None),  # nobody says anything: silence
    Story("Neo4jUnreachable", {"other": "1x9999"}, minutes(2)),
    Story("Neo4jUnreachable", {"neo4j_up": "0x9999"}, minutes(2)),
    Story("Neo4jUnreachable", {"neo4j_up": "1x9999"}, None),
    Story("KafkaBrokerDown", {'kafka_broker_up{broker="3"}': "0x9999"}, minutes(1)),
    Story("KafkaBrokerDown", {'kafka_broker_up{broker="3"}': "1x9999"}, None),
    Story("KafkaBrokerDown", {"other": "1x9999"}, None),
    Story("KafkaBrokerLost", {"other": "1x9999"}, minutes(1)),
    Story("KafkaBrokerLost", {'kafka_broker_up{broker="3"}': "0x9999"}, minutes(1)),
    Story("HighConsumerLag", {LAG: "10001x9999"}, minutes(5)),
    Story("HighConsumerLag", {LAG: "10000x9999"}, None),  # critical by the health check already
    Story("ConsumerLagCritical", {LAG: "10001x9999"}, minutes(5)),
    Story("LowRCAAccuracy", {ACCURACY: "0.84x9999"}, minutes(10)),
    Story("LowRCAAccuracy", {ACCURACY: "0.85x9999"}, None),
    Story("RCAAccuracyLow", {ACCURACY: "0.84x9999"}, minutes(10)),
    Story("DiskSpaceHigh", DISK, minutes(5)),
    Story("VolumeNearlyFull", DISK, minutes(5)),
    # one restart a minute for hours, and the runbook's rule says nothing: rate() is per second
    Story("PodRestartingFrequently", {RESTARTS: "0+0.5x9999"}, None),
    Story("PodRestartsOften", {RESTARTS: "0x10 6x9999"}, minutes(5.5)),
    Story("PodRestartsOften", {RESTARTS: "0x10 5x9999"}, None),
    # 30 s apart: 5 s of processor time in 30 s are 83 % of 0.2 cores, 4.5 s are 75 %
    Story("ContainerProcessorBusy", {PROCESSOR: "0+5x9999", CORES: "0.2x9999"}, minutes(6)),
    Story("ContainerProcessorBusy", {PROCESSOR: "0+4.5x9999", CORES: "0.2x9999"}, None),
    Story("ContainerMemoryTight", {USED: "86x9999", BYTES: "100x9999"}, minutes(5)),
    Story("ContainerMemoryTight", {USED: "85x9999", BYTES: "100x9999"}, None),
]
