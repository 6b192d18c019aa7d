"""How start makes each kind of resource: whether it is there already, how it is made, and when it is ready."""
