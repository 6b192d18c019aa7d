"""What stands below the services instead of hypervisors, disks, switches and brokers."""
