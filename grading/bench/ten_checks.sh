# The checks of ten_checks.yaml by the `openstack` command, one command for each; prints the number that hold.
# Variables: those of the lab's rc file, N and IMG as in definitions.
set -u
held=0
check() { if [[ $1 == "$2" ]]; then held=$((held + 1)); else printf 'found %s, not %s\n' "$1" "$2" >&2; fi; }
value() { local field=$1; shift; openstack "$@" -f value -c "$field"; }
check "$(value admin_state_up network show app-net)" True
check "$(value cidr subnet show app-subnet)" "192.168.$N.0/24"
check "$(value gateway_ip subnet show app-subnet)" "192.168.$N.254"
check "$(value tags network show db-net)" "['tier-db']"
check "$(value enable_dhcp subnet show db-subnet)" False
check "$(value status server show bench-vm)" ACTIVE
check "$([[ $(value image server show bench-vm) == "$IMG ("* ]] && echo yes)" yes
check "$(value 'Fixed IP Addresses' port list --server bench-vm --network app-net | wc -l)" 1
check "$(value name security group show web)" web
check "$(value 'Port Range' security group rule list --ingress web)" 80:80
printf '%s\n' "$held"
