import gc

from api.services.warm import settle


class _Ring:
    def __init__(self) -> None:
        self.itself = self


def test_what_lives_is_looked_at_once_and_what_died_is_freed() -> None:
    """After it the collector has nothing old to visit; what an earlier revision left in rings is freed."""
    ring = _Ring()
    before = gc.get_threshold()
    gc.set_threshold(700)
    settle()
    try:
        assert gc.get_threshold()[0] > 700
        assert gc.get_freeze_count() > 0
        assert not any(type(one) is _Ring for one in gc.get_objects())
        del ring
        settle()
        gc.unfreeze()
        assert any(type(one) is _Ring for one in gc.get_objects())
        settle(anew=True)
        gc.unfreeze()
        assert not any(type(one) is _Ring for one in gc.get_objects())
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
