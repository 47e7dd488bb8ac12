import subprocess
import sys


def test_a_new_process_finds_the_undo_step_of_every_fault_procedure_and_ledger() -> None:
    script = (
        "from drillbook import session\n"
        "assert not {'workload.scale_back', 'kafka.delete_topic'} & session.UNDO_STEPS.keys()\n"
        "session.load_undo_steps()\n"
        "print(*sorted(session.UNDO_STEPS))\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    known = said.stdout.split()
    assert {"workload.scale_back", "server.start", "kafka.delete_topic"} <= set(known)
    assert any(name.startswith("postgresql.") for name in known)
    assert any(name.startswith("neo4j.") for name in known)
