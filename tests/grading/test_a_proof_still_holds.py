"""No lab changes unproven, and no later engine judges otherwise what a proof saw on a real cloud."""

from collections.abc import Iterable

import pytest

from grading.engine.judging import judge
from grading.proving.comparing import Fault, faults_of_another, faults_untouched
from grading.proving.evidence import Evidence, judge_again, read_evidence
from labs.loader import DEFINITIONS, LabFolder, load_labs
from labs.proof_files import PROOFS, Proof, read_proof
from labs.reference import Reference, load_reference
from labs.schema.proving import MACHINES
from labs.site import fill_definition

LABS = {folder.definition.slug: folder for folder in load_labs()}
START_S = FINISH_S = 15  # what students may be made to wait


@pytest.fixture(params=LABS)
def lab(request: pytest.FixtureRequest) -> LabFolder:
    return LABS[request.param]


@pytest.fixture
def reference(lab: LabFolder) -> Reference:
    return load_reference(DEFINITIONS / lab.definition.slug, lab.definition)


@pytest.fixture
def proof(lab: LabFolder) -> Proof:
    found = read_proof(lab.definition.slug)
    assert found, f"{lab.definition.slug} was never proven: ./run manage prove {lab.definition.slug}"
    return found


@pytest.fixture
def evidence(proof: Proof) -> Evidence:
    return read_evidence(proof.lab)


def test_it_is_of_the_lab_as_it_is(lab: LabFolder, reference: Reference, proof: Proof, evidence: Evidence) -> None:
    again = f"{proof.lab} has changed since it was proven: ./run manage prove {proof.lab}"
    assert proof.definition == evidence.definition == lab.digest, again
    assert proof.reference == reference.digest, again


def test_its_figures_are_those_of_the_lab(lab: LabFolder, reference: Reference, proof: Proof) -> None:
    assert (proof.checks, proof.points) == (len(lab.definition.checks), 100)
    assert (proof.steps, proof.mistakes) == (len(reference.steps), len(reference.mistakes))
    assert {*proof.not_applicable} <= {check.id for check in lab.definition.checks}


def test_every_mistake_that_the_cloud_can_show_was_caught(reference: Reference, proof: Proof) -> None:
    hidden = [one for one in reference.mistakes if {*one.fails, *one.blocks} <= {*proof.not_applicable}]
    assert proof.caught == proof.mistakes - len(hidden)


def test_nobody_waits_long(proof: Proof) -> None:
    assert proof.seconds.start < START_S
    assert proof.seconds.finish < FINISH_S


def test_what_was_seen_is_judged_as_it_was_then(lab: LabFolder, reference: Reference, evidence: Evidence) -> None:
    content = lab.definition.model_dump(mode="json", exclude_unset=True)
    assert [str(fault) for fault in judge_again(evidence, content, list(reference.mistakes))] == []
    assert evidence.mistakes.keys() == {mistake.mistake for mistake in reference.mistakes}


def test_seen_by_another_student_it_earns_nothing(lab: LabFolder, evidence: Evidence) -> None:
    """A whole cloud that is one student's is seen by nobody else; there it earns nothing before the work."""
    if MACHINES in lab.definition.requires:
        assert [str(fault) for fault in faults_before_work(lab, evidence)] == []
        return
    own, work = evidence.untouched, evidence.solution
    assert own.parameters.variables["S"] != work.parameters.variables["S"]
    content = lab.definition.model_dump(mode="json", exclude_unset=True)
    definition = fill_definition(content, own.parameters.variables)
    faults = faults_of_another(definition, own.parameters, own.observation, work.observation)
    assert [str(fault) for fault in faults] == []


def faults_before_work(lab: LabFolder, evidence: Evidence) -> Iterable[Fault]:
    own = evidence.untouched
    content = lab.definition.model_dump(mode="json", exclude_unset=True)
    definition = fill_definition(content, own.parameters.variables)
    return faults_untouched("untouched", judge(definition, own.parameters, own.observation), definition)


def test_there_is_no_proof_of_a_lab_that_is_gone() -> None:
    assert {path.name.split(".")[0] for path in PROOFS.iterdir()} <= {*LABS}
