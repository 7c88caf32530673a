"""What the record says, computed: plain functions of its entries."""
