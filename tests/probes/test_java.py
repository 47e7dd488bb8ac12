"""What a JVM says of its settings, read from the form in which OpenJDK 17 prints its flags."""

import pytest

from drillbook.errors import Unobservable
from drillbook.probes.java import Settings, _settings

SAID = """1:
[Global flags]
   size_t InitialHeapSize                          = 2147483648 {product} {command line}
    uintx MaxGCPauseMillis                         = 200 {product} {command line}
   size_t MaxHeapSize                              = 4294967296 {product} {command line}
     bool UseG1GC                                  = true {product} {command line}
     bool UseSerialGC                              = false {product} {default}
"""


def test_heap_collector_and_pauses_are_read() -> None:
    assert _settings(SAID) == Settings(2 * 1024**3, 4 * 1024**3, "G1", 200)


def test_another_collector_is_named() -> None:
    serial = SAID.replace("UseG1GC                                  = true", "UseG1GC = false")
    serial = serial.replace(
        "UseSerialGC                              = false", "UseSerialGC = true"
    )
    assert _settings(serial).collector == "Serial"


def test_flags_that_are_not_told_are_not_seen() -> None:
    with pytest.raises(Unobservable, match="MaxHeapSize"):
        _settings(SAID.replace("MaxHeapSize", "MaxSize"))
