#!/usr/bin/env bash
# Rules about files rather than code: what lies at the top, what every file has, what no file holds.
# Looks at what git tracks. Prints everything that is wrong, then fails.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

wrong=0
report() {
  local rule=$1 line
  while IFS= read -r line; do
    echo "$rule: $line"
    wrong=1
  done
}

report "not one of the entries at the top" < <(git ls-files | cut -d/ -f1 | sort -u \
  | grep -vxE '\..*|Cargo\.(toml|lock)|README\.md|justfile|proto|services|shared|deploy|tests' || true)

report "does not open with //!" < <(git ls-files -z '*.rs' | xargs -0 awk 'FNR == 1 && !/^\/\/!/ { print FILENAME }')

report "foo.rs beside foo/ is wanted, not" < <(git ls-files '*/mod.rs')

report "the two databases have different migrations" < <(git ls-files '*/migrations/*' \
  | sed -nE 's#^(.*/migrations)/(sqlite|postgres)/(.*)$#\2 \1 \3#p' | sort \
  | awk '{ name = $2 "/{sqlite,postgres}/" $3; count[name]++; last[name] = $1 }
         END { for (name in count) if (count[name] != 2) print name " is only in " last[name] }')

# A path of somebody's machine, or the host of a package registry, which every clone may have configured differently.
report "holds a path of one machine" < <(git grep -nIE '(^|[^[:alnum:]_.{}*-])/(work|root|home/[[:alnum:]_-]+|Users/[[:alnum:]_-]+)/' -- . ':!Cargo.lock' || true)
report "names a registry's host" < <(git grep -nIE '(crates[.]io|pypi[.]org|pythonhosted[.]org|registry[.]npmjs[.]org|proxy[.]golang[.]org|deb[.]debian[.]org)' -- . ':!Cargo.lock' || true)

exit "$wrong"
