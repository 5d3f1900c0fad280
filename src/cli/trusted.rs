//! Points out where a token to publish with is not needed.

use crate::env::Env;
use crate::tokens::{Access, CreatedToken, Reach};

/// The variables by which CI services that the public registry trusts are known, and what they are called.
const SERVICES: [(&str, &str); 3] =
    [("GITHUB_ACTIONS", "GitHub Actions"), ("GITLAB_CI", "GitLab CI/CD"), ("CIRCLECI", "CircleCI")];

/// What to say of a new token that was made in such a service; nothing of one that cannot publish.
pub(super) fn hint(env: &Env, created: &CreatedToken) -> Option<String> {
    let (_, service) = SERVICES.iter().find(|(name, _)| env.var(name) == Some("true"))?;
    let can_publish = Reach::of(&created.token).access() == Some(Access::Write);
    can_publish.then(|| format!("{service} can publish without a token: `npm trust` sets up trusted publishing"))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use serde_json::json;

    use super::hint;
    use crate::env::Env;
    use crate::tokens::CreatedToken;

    #[test]
    fn points_out_only_what_helps() {
        let said = |variable: (&str, &str), action: &str| {
            let env = Env::new(vec![(variable.0.into(), variable.1.into())], PathBuf::from("/work"));
            let answer =
                json!({ "token": "npm_x", "key": "k", "permissions": [{ "name": "package", "action": action }] });
            hint(&env, &CreatedToken::read(answer.as_object().cloned().expect("an object")).expect("a new token"))
        };
        let github = said(("GITHUB_ACTIONS", "true"), "write").expect("a hint");
        assert!(github.starts_with("GitHub Actions can publish without a token"), "{github}");
        assert!(said(("GITLAB_CI", "true"), "write").is_some_and(|said| said.starts_with("GitLab CI/CD")));
        for (variable, action) in
            [(("GITHUB_ACTIONS", "true"), "read"), (("GITHUB_ACTIONS", "false"), "write"), (("CI", "true"), "write")]
        {
            assert_eq!(said(variable, action), None, "{variable:?} {action}");
        }
    }
}
