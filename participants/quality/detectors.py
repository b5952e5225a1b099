"""All detectors, in the order in which the pages list them."""

from participants.quality import licences, people, registers, rosters, work
from participants.quality.detector import Detector

DETECTORS: dict[str, Detector] = {
    detector.name: detector for family in (people, licences, registers, rosters, work) for detector in family.DETECTORS
}
