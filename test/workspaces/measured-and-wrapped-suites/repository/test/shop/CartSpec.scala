class CartSpec
