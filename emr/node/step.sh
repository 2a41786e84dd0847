#!/bin/bash
# One step of the run, on the master.
#   step.sh thrift|marts|exports|proof
# The environment says where data and proof lie (emr/request.py).
set -euo pipefail
step=$1
cd /mnt/hyperion
export PATH=/mnt/hyperion/.venv/bin:$PATH
export DBT_TARGET_PATH=/mnt/hyperion/target/$step DBT_PROFILES_DIR=/mnt/hyperion
mkdir -p "$DBT_TARGET_PATH"
began=$(date +%s)

# Whatever happens, what dbt said is kept: the cluster is gone a minute later.
keep() {
    code=$?
    printf '{"step": "%s", "exit_code": %d, "began": %d, "ended": %d}\n' \
        "$step" "$code" "$began" "$(date +%s)" > "$DBT_TARGET_PATH/step.json"
    for name in step.json run_results.json proof.json; do
        if [ -f "$DBT_TARGET_PATH/$name" ]; then
            aws s3 cp --only-show-errors "$DBT_TARGET_PATH/$name" "${HYPERION_PROOF}$step/$name"
        fi
    done
}
trap keep EXIT

wait_for() {
    local what=$1 deadline=$((SECONDS + 300))
    shift
    until "$@" > /dev/null 2>&1; do
        if [ "$SECONDS" -ge "$deadline" ]; then
            echo "$what does not answer after 300 s" >&2
            exit 1
        fi
        sleep 2
    done
}

thrift_answers() { (exec 3<> /dev/tcp/127.0.0.1/10001); }
trino_answers() { curl -sf http://127.0.0.1:8889/v1/info | grep -q '"starting":false'; }

case $step in
thrift)
    # Loopback: dbt runs on this very node, and nobody else has business there.
    sudo /usr/lib/spark/sbin/start-thriftserver.sh --master yarn \
        --hiveconf hive.server2.thrift.bind.host=127.0.0.1 \
        --hiveconf hive.server2.thrift.port=10001
    wait_for "Spark Thrift Server" thrift_answers
    ;;
marts)
    dbt build --target emr --exclude-resource-type unit_test
    ;;
exports)
    wait_for Trino trino_answers
    dbt build --target emr_trino --exclude-resource-type unit_test
    ;;
proof)
    # Under its name only when it is whole.
    python emr/node/proof.py > "$DBT_TARGET_PATH/proof.part"
    mv "$DBT_TARGET_PATH/proof.part" "$DBT_TARGET_PATH/proof.json"
    ;;
esac
