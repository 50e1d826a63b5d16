class PricesTest {}
