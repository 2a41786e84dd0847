#!/bin/bash
# EMR runs this on every node before it installs anything; only the master has work here.
#   bootstrap.sh LIFETIME_SECONDS PROJECT_ARCHIVE REGION
set -euo pipefail
lifetime=$1 archive=$2 region=$3

grep -q '"isMaster": *true' /mnt/var/lib/info/instance.json || exit 0

# The cost cap comes first, so that nothing below can outlive it. The lifetime counts from the boot
# of the node, which is when it began to cost. The polite way needs a permission and the network;
# the sure one is that EMR ends a cluster whose master was shut down.
cat > /tmp/end-cluster <<SCRIPT
#!/bin/bash
cluster=\$(sed -n 's/.*"jobFlowId": *"\([^"]*\)".*/\1/p' /mnt/var/lib/info/job-flow.json)
timeout 60 aws emr terminate-clusters --region $region --cluster-ids "\$cluster" && sleep 300
shutdown -h now
SCRIPT
sudo install -m 755 /tmp/end-cluster /usr/local/sbin/hyperion-end-cluster
up=$(cut -d. -f1 /proc/uptime)
left=$((lifetime > up ? lifetime - up : 1))
sudo systemd-run --unit=hyperion-cost-cap --on-active="${left}s" /usr/local/sbin/hyperion-end-cluster

# Results depend on it, and only a wrong image could have another.
test "$(date +%Z)" = UTC

sudo mkdir -p /mnt/hyperion
sudo chown "$(id -un)" /mnt/hyperion
aws s3 cp --only-show-errors --region "$region" "$archive" - | tar -xz -C /mnt/hyperion
python3.11 -m venv /mnt/hyperion/.venv
/mnt/hyperion/.venv/bin/python -m pip install --quiet --disable-pip-version-check \
    --require-hashes -r /mnt/hyperion/requirements.lock
