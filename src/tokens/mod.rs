//! What can be done with tokens: one operation, one file.

mod ambient;
mod create;
mod expiry;
mod list;
mod model;
mod new_token;
mod revoke;
mod selector;

pub use create::create;
pub use expiry::Expires;
pub use list::list;
pub use model::{CreatedToken, Permission, RevokedToken, Scope, Token};
pub use new_token::NewToken;
pub use revoke::{Revocation, revoke, revoke_each};
pub use selector::Selector;
