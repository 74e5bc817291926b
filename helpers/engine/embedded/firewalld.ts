/**
 * Starts firewalld on the host of an embedded engine, with the zone public for every interface but the engine's, as
 * Fedora, RHEL and openSUSE install it, and with the ports of a swarm open. The engine adds its own zone to a copy of
 * /etc/firewalld that ends with the host.
 */
export const FIREWALLD = `mkdir -p /run/dbus
cp -a /etc/firewalld /run/firewalld.d
mount --bind /run/firewalld.d /etc/firewalld
cat >/etc/firewalld/zones/public.xml <<'ZONE'
<zone><service name="ssh"/><service name="dhcpv6-client"/><service name="docker-swarm"/><forward/></zone>
ZONE
dbus-daemon --system --fork
firewalld --nofork --nopid --log-file=/run/firewalld.log </dev/null >/dev/null 2>&1 &
for attempt in $(seq 100); do ! firewall-cmd --state >/dev/null 2>&1 || break; sleep 0.1; done
firewall-cmd --state`;
