"""The invented sample: crime files for trying out and testing the dashboard, in the form of police.uk.

Every record is invented. The totals that the Oadby and Wigston partnership has printed are met to the last
record, so that the sample answers the printed tables exactly; everything between them is drawn from a model
of how such figures behave (season, trend, overdispersion, busy places). `write_sample` is the one entry.
"""

from cspdash.sample.writer import SampleFolderError, write_sample

__all__ = ["SampleFolderError", "write_sample"]
