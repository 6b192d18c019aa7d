# The reference solution, run with the lab's rc sourced; answers are typed with the lab command.
# Variables: S, N, IMG, FLV as in the definition; LAB is the lab command.
set -eu
"$LAB" answer intro-launch \
  "subnet_cidr=$(openstack subnet show -f value -c cidr intro-subnet)" \
  "image_id=$(openstack image show -f value -c id "$IMG")"
openstack server create --image "$IMG" --flavor "$FLV" --network intro-net --property "owner=$S" --wait intro-vm1
openstack console log show --lines 20 intro-vm1
openstack console url show intro-vm1
