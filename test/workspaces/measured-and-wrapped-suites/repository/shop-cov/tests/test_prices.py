def test_prices():
    assert True
