//! What a new token shall be: every option of `create`, checked before anything is sent.

use ipnet::IpNet;

use super::ambient::{is_wide, keeps, of_person};
use super::expiry::{EXPIRES_FIX, Expires};
use crate::config::{Config, RegistryUrl, Sourced};
use crate::error::{Error, Result};
use crate::redact;
use crate::time::Timestamp;

/// The public registry's limit for tokens that can write.
const MOST_DAYS_TO_WRITE: u32 = 90;

/// How many packages and scopes, and how many organizations, a token can name.
pub(super) const MOST_NAMED: usize = 50;

/// A new token, checked: what is in here can be sent.
#[derive(Debug, Clone)]
pub struct NewToken {
    pub(super) name: Option<String>,
    pub(super) description: Option<String>,
    pub(super) expires: Option<Expires>,
    pub(super) packages: Coverage,
    pub(super) scopes: Vec<String>,
    pub(super) orgs: Vec<String>,
    pub(super) packages_permission: Option<Permission>,
    pub(super) orgs_permission: Option<Permission>,
    pub(super) cidr: Vec<String>,
    pub(super) bypass_2fa: bool,
    pub(super) read_only: bool,
}

/// The packages a token is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Coverage {
    /// Every package the account can reach.
    All,
    /// These, by name.
    Named(Vec<String>),
}

impl Coverage {
    /// The packages by name; none if it is all of them.
    pub(super) fn names(&self) -> &[String] {
        match self {
            Self::All => &[],
            Self::Named(packages) => packages,
        }
    }
}

/// What a token may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Permission {
    NoAccess,
    ReadOnly,
    ReadWrite,
    ReadWriteStageOnly,
}

impl Permission {
    const ALL: [Self; 4] = [Self::NoAccess, Self::ReadOnly, Self::ReadWrite, Self::ReadWriteStageOnly];

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::NoAccess => "no-access",
            Self::ReadOnly => "read-only",
            Self::ReadWrite => "read-write",
            Self::ReadWriteStageOnly => "read-write-stage-only",
        }
    }

    pub(super) fn find(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|permission| permission.as_str() == word)
    }

    fn can_write(self) -> bool {
        matches!(self, Self::ReadWrite | Self::ReadWriteStageOnly)
    }
}

impl NewToken {
    /// Reads what was asked for from options, flags, environment and files, and checks it as a whole.
    pub fn read(config: &Config, registry: &RegistryUrl, now: Timestamp) -> Result<Self> {
        Self::read_with(config, registry, now, (None, None))
    }

    /// The same, with a name and an end for where nobody asks for others.
    pub(super) fn read_with(
        config: &Config,
        registry: &RegistryUrl,
        now: Timestamp,
        (name, end): (Option<String>, Option<Expires>),
    ) -> Result<Self> {
        let given = of_person("name", config.text("name")?, |name| !name.is_empty())?;
        let mut token = Self {
            name: given.filter(|name| !name.is_empty()).or(name),
            description: config.text("token-description")?.map(|text| text.value).filter(|text| !text.is_empty()),
            expires: expires(config, now)?.or(end),
            packages: packages(config)?,
            scopes: names(config, "scopes")?,
            orgs: names(config, "orgs")?,
            packages_permission: permission(config, PACKAGES_PERMISSION)?,
            orgs_permission: permission(config, ORGS_PERMISSION)?,
            cidr: cidr(config)?,
            bypass_2fa: widening_flag(config, "bypass-2fa")?,
            read_only: config.flag("read-only")?.is_some_and(|flag| flag.value),
        };
        for (key, narrowest) in NARROWING {
            keeps(config, key, narrowest)?;
        }
        token.apply_read_only(config)?;
        token.check(config, registry, now)?;
        Ok(token)
    }

    /// Checks it as a whole.
    pub(super) fn check(&self, config: &Config, registry: &RegistryUrl, now: Timestamp) -> Result<()> {
        self.check_size(config)?;
        self.check_permissions(config)?;
        self.check_name(config, registry)?;
        if registry.is_public() {
            self.check_public_limits(config, now)?;
        }
        Ok(())
    }

    /// Whether the token is for named things, of which registries of the classic kind know nothing.
    pub fn is_limited(&self) -> bool {
        self.names_packages() || !self.orgs.is_empty()
    }

    /// Whether it is for packages, be they all, or scopes: what a permission for these applies to.
    pub fn names_packages(&self) -> bool {
        self.packages != Coverage::Named(Vec::new()) || !self.scopes.is_empty()
    }

    /// Whether any permission to write is asked for.
    pub(super) fn asks_to_write(&self) -> bool {
        [self.packages_permission, self.orgs_permission].into_iter().flatten().any(Permission::can_write)
    }

    /// Whether anything is asked for that only registries with granular tokens know; those want a name.
    fn is_granular(&self) -> bool {
        self.is_limited()
            || self.packages_permission.is_some()
            || self.orgs_permission.is_some()
            || self.description.is_some()
            || self.expires.is_some()
            || self.bypass_2fa
    }

    fn check_size(&self, config: &Config) -> Result<()> {
        let packages = self.packages.names().len();
        if packages + self.scopes.len() > MOST_NAMED {
            let key = if packages > 0 { "packages" } else { "scopes" };
            let problem = &format!("{} packages and scopes are more than 50", packages + self.scopes.len());
            return Err(config.invalid(key, problem, "name a scope instead of its packages, or make several tokens"));
        }
        if self.orgs.len() > MOST_NAMED {
            let problem = &format!("{} organizations are more than 50", self.orgs.len());
            return Err(config.invalid("orgs", problem, "make several tokens"));
        }
        Ok(())
    }

    fn check_permissions(&self, config: &Config) -> Result<()> {
        let grants = |permission: Option<Permission>| permission.is_some_and(|given| given != Permission::NoAccess);
        if grants(self.packages_permission) && !self.names_packages() {
            let problem = "there are no packages and no scopes to apply it to";
            return Err(config.invalid(
                PACKAGES_PERMISSION,
                problem,
                "give `packages`, `packages-all` or `scopes` too",
            ));
        }
        if grants(self.orgs_permission) && self.orgs.is_empty() {
            let problem = "there are no organizations to apply it to";
            return Err(config.invalid(ORGS_PERMISSION, problem, "give `orgs` too"));
        }
        let packages_open = self.names_packages() && self.packages_permission != Some(Permission::NoAccess);
        let orgs_open = !self.orgs.is_empty() && self.orgs_permission != Some(Permission::NoAccess);
        let denied = [PACKAGES_PERMISSION, ORGS_PERMISSION]
            .into_iter()
            .zip([self.packages_permission, self.orgs_permission])
            .find(|(_, permission)| *permission == Some(Permission::NoAccess));
        match denied {
            Some((key, _)) if !packages_open && !orgs_open => {
                let problem = "with `no-access` to everything the token could do nothing";
                Err(config.invalid(key, problem, "grant at least `read-only` to a package, scope or organization"))
            }
            _ => Ok(()),
        }
    }

    /// Makes `read-only` mean what it says on registries of either kind: as permissions, and as the classic flag.
    fn apply_read_only(&mut self, config: &Config) -> Result<()> {
        if !self.read_only {
            return Ok(());
        }
        if self.asks_to_write() {
            let problem = "it contradicts a permission to write";
            return Err(config.invalid("read-only", problem, "leave one of the two out"));
        }
        if self.names_packages() {
            self.packages_permission.get_or_insert(Permission::ReadOnly);
        }
        if !self.orgs.is_empty() {
            self.orgs_permission.get_or_insert(Permission::ReadOnly);
        }
        Ok(())
    }

    fn check_name(&self, config: &Config, registry: &RegistryUrl) -> Result<()> {
        if self.name.is_some() || !(registry.is_public() || self.is_granular()) {
            return Ok(());
        }
        Err(config.invalid("name", "it is missing", "give the token a name"))
    }

    fn check_public_limits(&self, config: &Config, now: Timestamp) -> Result<()> {
        if !self.is_limited() {
            let problem = "the token would be for nothing: no packages, scopes or organizations are named";
            return Err(config.invalid("packages", problem, "give `packages`, `packages-all`, `scopes` or `orgs`"));
        }
        let too_long = self.expires.is_some_and(|expires| expires.exceeds(MOST_DAYS_TO_WRITE, now));
        if self.asks_to_write() && too_long {
            let problem = "tokens that can write live at most 90 days on the public npm registry";
            return Err(config.invalid("expires", problem, "give at most 90 days, or make the token read-only"));
        }
        Ok(())
    }
}

pub(super) const PACKAGES_PERMISSION: &str = "packages-and-scopes-permission";
const ORGS_PERMISSION: &str = "orgs-permission";

/// What may stand in files, and the value that no other is narrower than.
const NARROWING: [(&str, &str); 4] =
    [("read-only", "true"), (PACKAGES_PERMISSION, "no-access"), (ORGS_PERMISSION, "no-access"), ("cidr", "none")];

fn widening_flag(config: &Config, key: &str) -> Result<bool> {
    Ok(of_person(key, config.flag(key)?, |flag| *flag)?.unwrap_or_default())
}

/// Each name is one thing more that the token is for.
fn names(config: &Config, key: &str) -> Result<Vec<String>> {
    Ok(of_person(key, config.list(key)?, |names| !names.is_empty())?.unwrap_or_default())
}

fn permission(config: &Config, key: &str) -> Result<Option<Permission>> {
    let Some(given) = config.text(key)? else { return Ok(None) };
    let known = Permission::find(&given.value)
        .ok_or_else(|| given.source.invalid(key, "it is not known", "see the help for the known ones"))?;
    of_person(key, Some(Sourced { value: known, source: given.source }), |permission| permission.can_write())
}

fn expires(config: &Config, now: Timestamp) -> Result<Option<Expires>> {
    let Some(given) = config.text("expires")? else { return Ok(None) };
    let expires = Expires::parse(&given.value, now);
    let expires = expires.map_err(|problem| given.source.invalid("expires", problem, EXPIRES_FIX))?;
    of_person("expires", Some(Sourced { value: expires, source: given.source }), |_| true)
}

fn packages(config: &Config) -> Result<Coverage> {
    let named = names(config, "packages")?;
    let star = named.iter().any(|name| name == "*");
    let all = widening_flag(config, "packages-all")?;
    if star && named.len() > 1 || all && !named.is_empty() && !star {
        let problem = "all packages are asked for beside single ones";
        return Err(config.invalid("packages", problem, "give either `*` (`packages-all`) or names"));
    }
    Ok(if star || all { Coverage::All } else { Coverage::Named(named) })
}

/// IPv4 only, as npm and the public registry have it; host bits may be set.
fn cidr(config: &Config) -> Result<Vec<String>> {
    let ranges = of_person("cidr", config.list("cidr")?, |ranges| is_wide(ranges))?.unwrap_or_default();
    for entry in &ranges {
        let problem = match entry.parse::<IpNet>() {
            // Leading zeros are refused: some read them as octal.
            Ok(IpNet::V4(range)) if range.to_string() == *entry => continue,
            Ok(IpNet::V6(_)) => "it is an IPv6 range, and registries take only IPv4",
            _ if entry.contains(':') => "it is an IPv6 address, and registries take only IPv4 ranges",
            _ => "it is not an IPv4 range",
        };
        return Err(Error::InvalidCidr { entry: config.shown("cidr", &redact::quote(entry)), problem });
    }
    Ok(ranges)
}
