"""Every kind of resource that the labs touch, made and changed with the real `openstack` command."""

from __future__ import annotations

import pytest

from tests.practice.script import Session

NETWORK = """
    network create net
    subnet create --network net --subnet-range 192.168.7.0/24 --dns-nameserver 172.25.250.254 sub
"""
SERVER = NETWORK + "server create --image {image} --flavor {flavor} --network net --wait s1\n"

AS_MEMBER = {
    "token and application credential": """
        token issue
        ac := application credential create --role member ac1 -f value -c secret
        application credential show ac1
        application credential delete ac1
    """,
    "images": """
        image create --disk-format raw --container-format bare --file picture.img --min-disk 10 \
--min-ram 1024 --private --protected --property os_distro=rhel --property os_version=8.4 --tag golden base-os
        image create --disk-format qcow2 --container-format bare --file picture.img --shared shared-os
        image save --file back.img base-os
        image add project shared-os {project}
        image set --unprotected base-os
        image set --property os_version=8.6 base-os
        image list --shared
        ? image show base-os -f value -c min_disk => 10
        image delete base-os
        image delete shared-os
    """,
    "networks, pools and subnets": """
        network create app-net
        subnet create --network app-net --subnet-range 192.168.9.0/24 --gateway 192.168.9.254 --dhcp \
--allocation-pool start=192.168.9.100,end=192.168.9.150 --dns-nameserver 172.25.250.254 app-subnet
        network create --tag tier-db db-net
        subnet create --network db-net --subnet-range 10.9.20.0/26 --gateway none --no-dhcp db-subnet
        port create --network app-net --fixed-ip subnet=app-subnet,ip-address=192.168.9.120 app-port
        port set --description changed app-port
        ? subnet show app-subnet -f value -c allocation_pools => *192.168.9.100*192.168.9.150*
        ? port show app-port -f value -c fixed_ips => *192.168.9.120*
        port delete app-port
        network delete db-net app-net
    """,
    "routers and floating IPs": SERVER
    + """
        router create edge
        router set --external-gateway {external} edge
        router add subnet edge sub
        ? router show edge -f value -c status => ACTIVE
        fip := floating ip create {external} -f value -c floating_ip_address
        server add floating ip s1 {fip}
        floating ip create --description spare {external}
        ? floating ip show {fip} -f value -c status => ACTIVE
        ? server show s1 -f value -c addresses => *{fip}*
        server remove floating ip s1 {fip}
        floating ip delete {fip}
        router remove subnet edge sub
        router unset --external-gateway edge
        router delete edge
    """,
    "key pairs and security groups": """
        keypair create --private-key own.pem own-key
        $ openstack keypair show --public-key own-key
        security group create web-sg
        security group rule create --ingress --protocol tcp --dst-port 22 --remote-ip 172.25.250.0/24 web-sg
        security group rule create --ingress --protocol tcp --dst-port 80 web-sg
        security group rule create --ingress --protocol icmp web-sg
        security group create db-sg
        security group rule create --protocol tcp --dst-port 3306 --remote-group web-sg db-sg
        security group rule list web-sg
        ? keypair show own-key -f value -c name => own-key
    """,
    "a server's life": NETWORK
    + """
        keypair create --private-key k.pem k1
        server group create --policy anti-affinity apart
        port create --network net p1
        server create --image {image} --flavor {flavor} --port p1 --key-name k1 --user-data data.yaml \
--property role=web --wait s1
        security group create extra
        server add security group s1 extra
        ? console log show s1 => *login:*
        console url show s1
        server stop s1
        ? server show s1 -f value -c status => SHUTOFF
        server start s1
        ? server show s1 -f value -c status => ACTIVE
        server reboot --wait s1
        server pause s1
        server unpause s1
        server rebuild --image {image} --wait s1
        server image create --name s1-picture s1 --wait
        server resize --flavor small --wait s1
        server resize confirm s1
        ? server show s1 -f value -c status => ACTIVE
        server shelve --wait s1
        server unshelve --wait s1
        server rescue s1
        ? server show s1 -f value -c status => RESCUE
        server unrescue s1
        ? server show s1 -f value -c status => ACTIVE
        server event list s1
        image delete s1-picture
        server delete --wait s1
        server group delete apart
    """,
    "volumes and attachments": SERVER
    + """
        volume create --size 1 --property purpose=data data1
        ? volume show data1 -f value -c status => available
        server add volume s1 data1
        ? volume show data1 -f value -c status => in-use
        volume snapshot create --volume data1 --force snap1
        ? volume snapshot show snap1 -f value -c status => available
        volume create --snapshot snap1 --size 2 data2
        server remove volume s1 data1
        ? volume show data1 -f value -c status => available
        volume set --size 3 data1
        ? volume show data1 -f value -c size => 3
        volume create --image {image} --size 10 root1
        ? volume show root1 -f value -c bootable -c status => True*available
        server create --volume root1 --flavor {flavor} --network net --wait s2
        server create --image {image} --boot-from-volume 1 --flavor {flavor} --network net --wait s3
        ? volume show root1 -f value -c status => in-use
        volume snapshot delete snap1
    """,
    "volume backups": """
        volume create --size 1 log1
        ? volume show log1 -f value -c status => available
        volume backup create --name bak1 log1
        ? volume backup show bak1 -f value -c status => available
        volume backup create --name bak2 --incremental log1
        ? volume backup show bak2 -f value -c status => available
        volume backup restore bak1 log2
        ? volume show log2 -f value -c status => available
        volume backup delete bak2
        volume backup delete bak1
    """,
    "containers and objects": """
        container create {project}-archive
        container set --property department=finance {project}-archive
        object create --name 2024/q1/report.txt {project}-archive picture.img
        object set --property lang=ko {project}-archive 2024/q1/report.txt
        object save --file object.img {project}-archive 2024/q1/report.txt
        ? object list --prefix 2024/q1/ {project}-archive -f value => 2024/q1/report.txt
        container create --public {project}-public
        $ swift post --read-acl .r:*,.rlistings {project}-archive
        ? container show {project}-archive -f value -c read_acl => .r:*,.rlistings
        container delete --recursive {project}-archive
        container delete {project}-public
    """,
    "shares and access rules": """
        share create --name docs --share-type default NFS 1
        ? share show docs -f value -c status => available
        share access create --access-level rw docs ip 10.9.40.10
        share access create --access-level ro docs ip 10.9.40.0/24
        ? share access list docs -f value -c State => active*active
        share export location list docs
        share snapshot create --name docs-snap docs
        ? share snapshot show docs-snap -f value -c status => available
        share resize docs 2
        ? share show docs -f value -c size => 2
        share snapshot delete docs-snap --wait
        share delete docs --wait
    """,
    "a stack": """
        stack create -t stack.yaml --wait st1
        ? stack show st1 -f value -c stack_status => CREATE_COMPLETE
        ? stack output show st1 ip -f value -c output_value => 10.9.0.*
        stack delete --yes --wait st1
    """,
    "a trunk": NETWORK
    + """
        port create --network net parent
        port create --network net child
        network trunk create --parent-port parent --subport port=child,segmentation-type=vlan,segmentation-id=7 t1
        network trunk delete t1
        port delete parent child
    """,
}

AS_ADMIN = {
    "identity": """
        project create --domain {domain} --description "Finance applications" --tag dept-finance finance
        group create --domain {domain} team
        user create --domain {domain} --project finance --project-domain {domain} --email a@lab.example.com \
--password secret-1 alice
        group add user --group-domain {domain} --user-domain {domain} team alice
        role add --project finance --project-domain {domain} --group team --group-domain {domain} member
        role add --project finance --project-domain {domain} --user alice --user-domain {domain} reader
        role remove --project finance --project-domain {domain} --user alice --user-domain {domain} reader
        role assignment list --names --project finance --project-domain {domain}
        user set --domain {domain} --enable alice
        finance := project show finance --domain {domain} -f value -c id
        quota set --instances 5 --cores 9 --ram 9000 --volumes 7 --secgroups 20 {finance}
        ? quota show {finance} -f value -c Resource -c Limit => *cores 9*
        user delete --domain {domain} alice
        group delete --domain {domain} team
    """,
    "flavors": """
        flavor create --vcpus 2 --ram 1024 --disk 10 --ephemeral 2 --swap 512 --private --project {project} \
--project-domain {domain} f-{project}
        flavor set --property hw:watchdog_action=reset --property quota:disk_write_iops_sec=200 f-{project}
        ? flavor show f-{project} -f value -c swap => 512
        flavor delete f-{project}
    """,
    "provider networks, quality of service and sharing": """
        network create --external --provider-network-type vlan --provider-physical-network datacentre \
--provider-segment 901 ext-{project}
        network create --share --provider-network-type vlan --provider-physical-network storage \
--provider-segment 31 prov-{project}
        network qos policy create bw-{project}
        network qos rule create --type bandwidth-limit --max-kbps 3000 bw-{project}
        owner := project show {project} --domain {domain} -f value -c id
        network create own-{project}
        network rbac create --target-project {owner} --action access_as_shared --type network own-{project}
        network agent list
        network delete ext-{project} prov-{project} own-{project}
        network qos policy delete bw-{project}
    """,
    "hosts, zones and migration": """
        aggregate create --zone z-{project} z-{project}
        aggregate create a-{project}
        aggregate add host a-{project} compute2
        availability zone list
        hypervisor list
        ? compute service list --service nova-compute -f value -c State => up*up*up
        ? volume service list -f value -c State => up*up*up*up
        aggregate remove host a-{project} compute2
        aggregate delete a-{project}
        aggregate delete z-{project}
        network create n-{project}
        subnet create --network n-{project} --subnet-range 192.168.8.0/24 n-{project}
        server create --image {image} --flavor {flavor} --network n-{project} --wait m-{project}
        server migrate --wait m-{project}
        server migrate confirm m-{project}
        ? server show m-{project} -f value -c status => ACTIVE
        server migrate --live-migration --wait m-{project}
        server list --all-projects
        server delete --wait m-{project}
        network delete n-{project}
    """,
    "bare-metal nodes": """
        ? baremetal node list -f value -c provision_state => active*active*active*active
        baremetal node create --driver fake-hardware --name n-{project} --resource-class baremetal
        baremetal node manage --wait 30 n-{project}
        baremetal node provide --wait 30 n-{project}
        baremetal node power on n-{project}
        ? baremetal node show n-{project} -f value -c power_state => power on
        baremetal node power off --soft n-{project}
        ? baremetal node show n-{project} -f value -c power_state => power off
        baremetal node maintenance set n-{project}
        baremetal node delete n-{project}
    """,
    "load balancers": """
        network create lb-{project}
        subnet create --network lb-{project} --subnet-range 192.168.6.0/24 lb-{project}
        loadbalancer create --name lb-{project} --vip-subnet-id lb-{project} --wait
        loadbalancer listener create --name li-{project} --protocol HTTP --protocol-port 80 --wait lb-{project}
        loadbalancer pool create --name po-{project} --lb-algorithm ROUND_ROBIN --listener li-{project} \
--protocol HTTP --wait
        loadbalancer member create --address 192.168.6.50 --protocol-port 80 --wait po-{project}
        loadbalancer healthmonitor create --delay 5 --timeout 3 --max-retries 2 --type HTTP --wait po-{project}
        ? loadbalancer show lb-{project} -f value -c operating_status => ONLINE
        loadbalancer delete --cascade --wait lb-{project}
        network delete lb-{project}
    """,
}

STACK = """\
heat_template_version: rocky
resources:
  n: {type: OS::Neutron::Net, properties: {name: heat-net}}
  s: {type: OS::Neutron::Subnet, properties: {network: {get_resource: n}, cidr: 10.9.0.0/24}}
  v: {type: OS::Cinder::Volume, properties: {size: 1, name: heat-vol}}
  vm:
    type: OS::Nova::Server
    depends_on: s
    properties: {name: heat-vm, image: rhel8, flavor: tiny, networks: [{network: {get_resource: n}}]}
outputs:
  ip: {value: {get_attr: [vm, first_address]}}
"""


@pytest.fixture(autouse=True)
def files(terminal: Session) -> None:
    """What the commands upload."""
    (terminal.folder / "picture.img").write_bytes(b"overcloud " * 40_000)
    (terminal.folder / "data.yaml").write_text("#cloud-config\npackages: [httpd]\n")
    (terminal.folder / "stack.yaml").write_text(STACK)


@pytest.mark.parametrize("what", AS_MEMBER)
def test_a_member_works_with(terminal: Session, what: str) -> None:
    terminal.play(AS_MEMBER[what])


@pytest.mark.parametrize("what", AS_ADMIN)
def test_the_administrator_works_with(admin_terminal: Session, what: str) -> None:
    admin_terminal.play(AS_ADMIN[what])


def test_bytes_come_back_as_they_went(terminal: Session) -> None:
    terminal.play(AS_MEMBER["images"])
    terminal.play(AS_MEMBER["containers and objects"])
    sent = (terminal.folder / "picture.img").read_bytes()
    assert (terminal.folder / "back.img").read_bytes() == sent
    assert (terminal.folder / "object.img").read_bytes() == sent
