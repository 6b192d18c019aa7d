# The reference solution, run with the lab's rc sourced. Variables: N, DNS as in the definition.
set -eu
openstack network create app-net
openstack subnet create --network app-net --subnet-range "192.168.$N.0/24" --gateway "192.168.$N.254" --dhcp \
  --allocation-pool "start=192.168.$N.100,end=192.168.$N.150" --dns-nameserver "$DNS" app-subnet
openstack network create --tag tier-db db-net
openstack subnet create --network db-net --subnet-range "10.$N.20.0/26" --gateway none --no-dhcp db-subnet
