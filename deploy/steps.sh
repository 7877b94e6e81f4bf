# Ce que partagent deploy/install, deploy/upgrade et deploy/rollback. Lu par eux, jamais lancé seul.
# shellcheck shell=bash disable=SC2034

RELEASES=/opt/gtm/releases
CURRENT=/opt/gtm/current
FORMER=/opt/gtm/former
BACKUPS=/srv/gtm-backup
SETTINGS=/etc/gtm/gtm.env
only_check=no
changed=""

refuse() {
    printf '%s\n' "$*" >&2
    exit 1
}

# step "ce que l’on fait" commande… : la fait, ou la dit seulement.
step() {
    changed=yes
    if [ "$only_check" = yes ]; then
        printf 'ferait : %s\n' "$1"
        return
    fi
    printf '%s\n' "$1"
    "${@:2}"
}

# same SOURCE CIBLE MODE : la cible est cette source.
same() {
    cmp -s "$1" "$2" || step "écrire $2" install -D -m "$3" "$1" "$2"
}

_scratch=""
scratch() {
    printf '%s/%s' "$_scratch" "$1"
}
_scratch=$(mktemp -d)
trap 'rm -rf "$_scratch"' EXIT

missing_packages() {
    local package
    for package in "$@"; do
        dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null | grep -q '^ii' || echo "$package"
    done
}

install_packages() {
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

is_member() {
    id -nG "$1" 2>/dev/null | tr ' ' '\n' | grep -qx "$2"
}

# Une machine sans systemd en marche (un conteneur que l’on prépare) a les scripts de Debian.
has_systemd() { [ -d /run/systemd/system ]; }

start_now() {
    [ "$only_check" = yes ] && return
    if has_systemd; then
        systemctl start "$1"
    else
        service "$1" status >/dev/null 2>&1 || service "$1" start >/dev/null
    fi
}

as_postgres() {
    (cd / && runuser -u postgres -- "$@")
}

# La première valeur d’une question ; rien là où il n’y a pas encore de serveur.
told_by_postgres() {
    as_postgres psql -Atc "$1" 2>/dev/null || true
}

has_settings() {
    local name
    for name in SITE_URL SECRET_KEY DATABASE_URL DATA_DIR BACKUP_PASSPHRASE; do
        grep -qs "^$name=" "$SETTINGS" || return 1
    done
}

# Ce qui manque seulement : un fichier repris d’un autre serveur garde ce qu’il dit. La base par la
# prise locale, où PostgreSQL reconnaît l’utilisateur gtm : aucun mot de passe.
write_settings() {
    local port line
    port=$(told_by_postgres "SHOW port") # une machine où un PostgreSQL tourne déjà en donne un autre
    install -d -o root -g gtm -m 0750 "$(dirname "$SETTINGS")"
    [ -f "$SETTINGS" ] || echo "# Les réglages du GTM : deploy/README.md les dit tous. Après un changement :
# systemctl restart gtm-web gtm-tasks" >"$SETTINGS"
    while read -r line; do
        grep -q "^${line%%=*}=" "$SETTINGS" || echo "$line" >>"$SETTINGS"
    done <<TEXT
SITE_URL=https://$1
SECRET_KEY=$(at_random 48)
DATABASE_URL=postgres:///gtm?host=/run/postgresql&port=${port:-5432}
DATA_DIR=/var/lib/gtm
BEHIND_PROXY=1
TRUSTED_PROXIES=1
FILES_BY_PROXY=1
DEFAULT_FROM_EMAIL=GTM <ne-pas-repondre@$1>
EMAIL_URL=
BACKUP_TARGET=$BACKUPS
BACKUP_PASSPHRASE=$(at_random 24)
TEXT
}

has_closed_settings() {
    [ "$(stat -c %U:%G:%a "$SETTINGS" 2>/dev/null)" = root:gtm:640 ]
}

# Aussi d’un fichier repris d’un autre serveur : l’application le lit, personne d’autre.
close_settings() {
    chown root:gtm "$(dirname "$SETTINGS")" "$SETTINGS"
    chmod 0750 "$(dirname "$SETTINGS")"
    chmod 0640 "$SETTINGS"
}

at_random() {
    head -c "$1" /dev/urandom | base64 -w 0 | tr '+/' '-_'
}

# 1.2.0-ab12cd34 : le numéro, et le commit dont il vient ; sans git, l’empreinte des fichiers.
release_of_this_tree() {
    local number commit
    number=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' gtm/__init__.py)
    if commit=$(git rev-parse --short=8 HEAD 2>/dev/null) && [ -z "$(git status --porcelain)" ]; then
        echo "$number-$commit"
    else
        echo "$number-$(source_files | sort -z | xargs -0 sha256sum | sha256sum | head -c 8)"
    fi
}

source_files() {
    find . -type f -not -path './.git/*' -not -path './.venv/*' -not -path './.data/*' \
        -not -path '*/__pycache__/*' -not -name .env -print0
}

# « ready » dit qu’elle est entière : tuée en route, elle est reprise.
unpack_release() {
    local place="$RELEASES/$1"
    install -d -m 0755 /opt/gtm "$RELEASES" "$place"
    source_files | tar --null --files-from=- --create --owner=0 --group=0 | tar --extract --directory="$place"
    ln -sfn "$SETTINGS" "$place/.env"
    "$place/script/setup" --packages
    chmod -R go=u-w "$place"
    touch "$place/ready"
}

served_release() {
    [ -L "$CURRENT" ] && basename "$(readlink "$CURRENT")"
    return 0
}

manage_in() {
    (cd "$RELEASES/$1" && runuser -u gtm -- .venv/bin/python manage.py "${@:2}")
}

# Tout ce qu’une version demande à la base et au disque ; sans risque deux fois.
prepare_release() {
    local command
    for command in "migrate --noinput --verbosity 0" createcachetable \
        "collectstatic --noinput --verbosity 0" load_reference load_axes load_equivalences rebuild_search; do
        # shellcheck disable=SC2086  # des mots, exprès
        manage_in "$1" $command
    done
}

serve_release() {
    ln -sfn "$RELEASES/$1" "$CURRENT.new"
    mv -T "$CURRENT.new" "$CURRENT"
}

former_release() {
    [ -L "$FORMER" ] && basename "$(readlink "$FORMER")"
    return 0
}

# replace_release AVANT APRÈS : si APRÈS ne répond pas, AVANT revient.
replace_release() {
    ln -sfn "$RELEASES/$1" "$FORMER"
    serve_release "$2"
    restart_services
    answers && return
    serve_release "$1"
    (manage_in "$1" collectstatic --noinput --verbosity 0)
    restart_services
    refuse "$2 ne répond pas : $1 est de nouveau en service. journalctl -u gtm-web dit pourquoi."
}

restart_services() {
    has_systemd && systemctl restart gtm-web.service gtm-tasks.service
    return 0
}

# Une minute au plus : la base, le disque, les fichiers, les migrations.
answers() {
    local _
    has_systemd || return 0
    for _ in $(seq 60); do
        "$CURRENT/.venv/bin/python" -c '
import urllib.request
urllib.request.urlopen("http://127.0.0.1:8000/sante/pret", timeout=5)' 2>/dev/null && return
        sleep 1
    done
    return 1
}

forget_releases() {
    local place
    # shellcheck disable=SC2012  # des noms sans surprise, les plus récents d’abord
    ls -1t "$RELEASES" | tail -n +4 | while read -r place; do
        case "$place" in
        "$(served_release)" | "$(former_release)") ;;
        *) rm -rf "${RELEASES:?}/$place" ;;
        esac
    done
}

write_nginx() {
    sed -e "s/gtm\.example/$1/g" \
        -e "s#/etc/letsencrypt/live/[^/]*/fullchain\.pem#$2#" \
        -e "s#/etc/letsencrypt/live/[^/]*/privkey\.pem#$3#" deploy/nginx.conf
}

install_nginx() {
    install -m 0644 "$1" /etc/nginx/sites-available/gtm
    ln -sfn /etc/nginx/sites-available/gtm /etc/nginx/sites-enabled/gtm
    rm -f /etc/nginx/sites-enabled/default
    nginx -t -q
}

start_services() {
    local units=(gtm-web.socket gtm-web.service gtm-tasks.service nginx.service)
    if ! has_systemd; then
        echo "systemd ne tourne pas ici : tout démarrera avec la machine."
        systemctl enable --quiet "${units[@]}" || true
        return
    fi
    systemctl daemon-reload
    systemctl restart systemd-journald
    systemctl enable --quiet --now "${units[@]}"
    systemctl try-restart gtm-web.service gtm-tasks.service
    systemctl reload nginx
    answers || refuse "L’application ne répond pas : journalctl -u gtm-web dit pourquoi."
}
