//! For each address its access: what a request must bring, whose resource it is, and under which host
//! names it is served. No address is open because somebody forgot it: every match names what is.

use corncrake_model::access::{role::Role, scope::Scope};
use worker::Method;

use super::{AlertPart, Api, Page, ProjectApi, ProjectPage, Route};
use crate::{
    auth::access::{Access, ResourceOwner},
    http::public_addresses::HostNames,
};

impl<'a> Route<'a> {
    /// What a request must bring.
    pub(crate) fn access(self, method: &Method) -> Access {
        match self {
            Self::Ingest { .. }
            | Self::Sentry(_)
            | Self::Health
            | Self::Manifest
            | Self::File(_)
            | Self::Receipt(_)
            | Self::Unknown => Access::Everybody,
            Self::Metrics => Access::Token(Scope::Metrics),
            Self::Api(api) => api.access(method),
            Self::Page(page) => page.access(method),
        }
    }

    /// Whose resource it is, for tokens of one project and roles in single projects.
    pub(crate) fn resource_owner(self, method: &Method) -> ResourceOwner<'a> {
        match self {
            Self::Api(Api::Project { key, .. }) | Self::Page(Page::Project { key, .. }) => {
                ResourceOwner::Project(key)
            }
            Self::Api(Api::Projects) | Self::Page(Page::Projects) if is_read(method) => ResourceOwner::Each,
            Self::Api(Api::Inbox) | Self::Page(Page::Inbox) => ResourceOwner::Each,
            Self::Page(Page::Account(_) | Page::Zone) => ResourceOwner::Own,
            _ => ResourceOwner::Collector,
        }
    }

    /// The role that a user needs for what a token of the user's own is sent to: that of the page which does the
    /// same. The scope is checked beside it.
    pub(crate) fn role_of_bearer(self, method: &Method) -> Role {
        match self {
            Self::Api(api) => api.role_of_bearer(method),
            Self::Metrics => Role::Owner,
            _ => Role::Viewer,
        }
    }

    /// The host names that serve it.
    pub(crate) fn served_by(self) -> HostNames {
        match self {
            Self::Ingest { .. }
            | Self::Sentry(_)
            | Self::File(_)
            | Self::Health
            | Self::Manifest
            | Self::Receipt(_)
            | Self::Page(Page::Privacy { .. }) => HostNames::Every,
            Self::Metrics => HostNames::NotIngest,
            Self::Api(_) | Self::Page(_) | Self::Unknown => HostNames::Dashboard,
        }
    }
}

impl Api<'_> {
    fn access(self, method: &Method) -> Access {
        match self {
            Self::Unknown => Access::Everybody,
            Self::Maintenance | Self::Request => Access::Machine,
            Self::Check
            | Self::LoginLinks
            | Self::Logins
            | Self::Tokens
            | Self::Token { .. }
            | Self::People(_) => Access::Token(Scope::Admin),
            Self::Project {
                part: ProjectApi::File { .. } | ProjectApi::Release { .. } | ProjectApi::Deploys { .. },
                ..
            } => Access::Token(Scope::Upload),
            Self::Inbox => Access::Token(Scope::Read),
            Self::Projects | Self::Alerts(_) | Self::Project { .. } if is_read(method) => {
                Access::Token(Scope::Read)
            }
            Self::Projects | Self::Alerts(_) | Self::Project { .. } => Access::Token(Scope::Write),
        }
    }
}

impl Api<'_> {
    fn role_of_bearer(self, method: &Method) -> Role {
        match self {
            Self::Maintenance
            | Self::Request
            | Self::Check
            | Self::LoginLinks
            | Self::Logins
            | Self::Tokens
            | Self::Token { .. }
            | Self::People(_) => Role::Owner,
            Self::Projects if !is_read(method) => Role::Owner,
            Self::Projects | Self::Inbox | Self::Unknown => Role::Viewer,
            Self::Alerts(part) => part.role(method),
            Self::Project { part, .. } => match part {
                ProjectApi::Overview if *method == Method::Delete => Role::Owner,
                ProjectApi::Export
                | ProjectApi::Rules
                | ProjectApi::Rule { .. }
                | ProjectApi::PreviewRule => Role::Member,
                ProjectApi::Alerts(part) => part.role(method),
                _ if is_read(method) => Role::Viewer,
                _ => Role::Member,
            },
        }
    }
}

impl Page<'_> {
    fn access(self, method: &Method) -> Access {
        match self {
            Self::Login
            | Self::LoginLink { .. }
            | Self::LoginByPasskey
            | Self::SignOn
            | Self::SignOnCallback
            | Self::InvitationSignOn { .. }
            | Self::Invitation { .. }
            | Self::Logout
            | Self::Demo
            | Self::Privacy { .. } => Access::Everybody,
            Self::Account(_) | Self::Zone | Self::Inbox => Access::Login(Role::Viewer),
            Self::Alerts(part) => Access::Login(part.role(method)),
            Self::Projects if is_read(method) => Access::Login(Role::Viewer),
            Self::Projects | Self::Check | Self::LogoutEverywhere | Self::People(_) => {
                Access::Login(Role::Owner)
            }
            Self::Project { part, .. } => Access::Login(part.role(method)),
        }
    }
}

impl ProjectPage<'_> {
    /// The role that a user needs in the project.
    fn role(self, method: &Method) -> Role {
        match self {
            // Tokens may outlive their maker's role, and some are of all projects.
            Self::Tokens | Self::RevokeToken { .. } | Self::Delete => Role::Owner,
            // What shows settings, or gives everything away at once.
            Self::Settings | Self::Rules | Self::Rule { .. } | Self::PreviewRule | Self::Export => {
                Role::Member
            }
            Self::Alerts(part) => part.role(method),
            _ if is_read(method) => Role::Viewer,
            _ => Role::Member,
        }
    }
}

impl AlertPart<'_> {
    /// The role that a user needs: the page is for viewers, the forms that change one line of it are not.
    fn role(self, method: &Method) -> Role {
        match self {
            Self::Rule { .. } | Self::Destination { .. } => Role::Member,
            _ if is_read(method) => Role::Viewer,
            _ => Role::Member,
        }
    }
}

fn is_read(method: &Method) -> bool {
    matches!(method, Method::Get | Method::Head)
}
