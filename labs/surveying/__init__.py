"""What a cloud is: its services, what it offers to labs, what they can do there, and how much room it has."""
