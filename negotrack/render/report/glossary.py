"""What the method page says of the codes: each change that a statement makes, in words for who has never seen one."""

from __future__ import annotations

from negotrack.changes import ChangeName
from negotrack.flags import FlagName

FLAGS: dict[FlagName, str] = {
    "overlap-opened": "what two parties have stated comes to meet",
    "overlap-lost": "what they have stated meets no more",
    "gap-opened": "a distance appears between what they have stated",
    "gap-narrowed": "the distance becomes smaller",
    "gap-widened": "the distance becomes larger",
    "blocked": "a red line comes to rule out what the other has stated",
    "unblocked": "no red line rules it out any more",
    "agreed": "an agreement on the issue comes into force",
    "agreement-lapsed": "an agreement on the issue is in force no more",
    "offer-accepted": "another party accepts an offer",
    "offer-rejected": "another party turns an offer down",
    "offer-withdrawn": "a party takes its offer back",
    "offer-expired": "the last day of an offer has passed",
    "offer-crosses-red-line": "an offer lies in what another party rules out",
    "own-red-line-crossed": "a party offers, accepts or agrees to what its own red line rules out, which binds it no more",
    "red-line-added": "a party draws a red line",
    "red-line-dropped": "a party gives a red line up",
    "precondition-added": "a party makes a demand that has to come first",
    "precondition-dropped": "a party gives such a demand up",
    "precondition-met": "a fact or an agreement shows that what was demanded first is there",
    "precondition-overtaken": "a party negotiates although what it demanded first is not there",
    "claims-differ": "a party denies what was reported as its own statement",
    "package-opened": "a package comes on the table, or the red lines leave room for one",
    "package-lost": "there is no such package any more",
    "deadlock-formed": "demands that wait for each other, or for what nobody will do, close into a deadlock",
    "deadlock-broken": "such a deadlock is there no more",
}
CHANGES: dict[ChangeName, str] = {
    "added": "now stated or held, and not before",
    "dropped": "no longer stated or held",
    "softened": "accepts more than before, and all it accepted before",
    "hardened": "accepts less than before, and nothing new",
    "shifted": "some values gained, others lost",
    "restated": "the same terms said again",
    "reworded": "the same terms; only words around them changed",
}
