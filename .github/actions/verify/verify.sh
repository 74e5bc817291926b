#!/usr/bin/env bash
# Runs the suite by the inputs of action.yml, with its report in $RUNNER_TEMP/network-conformance. Exits as the suite does.
set -euo pipefail
# the list of chapters is split at blanks, and nothing else
set -f

report=$RUNNER_TEMP/network-conformance
package=${INPUT_PACKAGE:-docker-network-conformance@$(node --print 'require(process.argv[1]).version' "$GITHUB_ACTION_PATH/../../../package.json")}

words=(--report "$report" --no-open)
if [ -n "$INPUT_ENGINE" ]; then words+=(--engine "$INPUT_ENGINE"); fi
if [ -n "$INPUT_BASELINE" ]; then words+=(--baseline "$INPUT_BASELINE"); fi
for chapter in ${INPUT_CHAPTERS//,/ }; do words+=(--chapter "$chapter"); done
for option in security lan; do
  name=INPUT_${option^^}
  case ${!name} in
    true) words+=("--$option") ;;
    false | '') ;;
    *)
      echo "::error::The input \"$option\" is \"${!name}\": give true or false."
      exit 2
      ;;
  esac
done

# An embedded engine needs root, whose npm must not leave its files in the cache of the runner's user.
as=()
if [ -n "$INPUT_ENGINE" ] && [ "$(id -u)" != 0 ]; then
  as=(sudo --preserve-env env "PATH=$PATH" "npm_config_cache=$RUNNER_TEMP/network-conformance-npm")
fi

code=0
"${as[@]}" npx --yes --package "$package" docker-network-conformance "${words[@]}" || code=$?
if [ ${#as[@]} != 0 ] && [ -e "$report" ]; then sudo chown --recursive "$(id -u):$(id -g)" "$report"; fi
exit "$code"
