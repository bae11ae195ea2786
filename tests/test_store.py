def test_x(sample_store, real_store):
    assert sample_store.path.exists() and real_store.path.exists()
