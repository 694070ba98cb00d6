//! The form of the contract between the stateless part and the Durable Objects: a request is a struct, and
//! what an object takes is an enum of them, so that a request without a handler does not compile, and
//! neither does one that is sent to another object.
//!
//! The name of a request is its path, in which two builds may talk to each other.

use serde::{Serialize, de::DeserializeOwned};

/// A kind of object.
pub(crate) trait ObjectKind {
    /// The name of its namespace in the configuration.
    const BINDING: &'static str;
}

/// A request to an object.
pub(crate) trait ObjectRequest: Serialize + DeserializeOwned {
    /// Its name in the request's path.
    const NAME: &'static str;
    /// The type of the answer.
    type Answer: Serialize + DeserializeOwned;
}

/// A request that objects of a kind take.
pub(crate) trait RequestTo<O: ObjectKind>: ObjectRequest {}

/// A request with a body, which goes through unread.
pub(crate) trait UploadTo<O: ObjectKind>: ObjectRequest {}

/// The requests that may arrive, one of which it is.
pub(crate) trait IncomingRequests: Sized {
    /// Reads a request of a name; nothing where none of these has the name.
    fn read(name: &str, body: &str) -> Option<serde_json::Result<Self>>;
}

/// Defines one request: its fields, and the type of its answer.
macro_rules! request {
    ($(#[$doc:meta])* $name:ident { $($field:ident: $type:ty),* $(,)? } -> $answer:ty;) => {
        $(#[$doc])*
        #[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
        pub(crate) struct $name { $(pub(crate) $field: $type),* }

        impl $crate::objects::rpc::contract::ObjectRequest for $name {
            const NAME: &'static str = stringify!($name);
            type Answer = $answer;
        }

        impl $crate::objects::rpc::contract::IncomingRequests for $name {
            fn read(name: &str, body: &str) -> Option<serde_json::Result<Self>> {
                let is_it = name == <Self as $crate::objects::rpc::contract::ObjectRequest>::NAME;
                is_it.then(|| serde_json::from_str(body))
            }
        }
    };
}

/// Defines an enum of requests to one kind of object, and behind `then` of such enums, to be matched
/// exhaustively. This alone lets a stub of the object take a request.
macro_rules! alternatives {
    (
        $(#[$doc:meta])* $requests:ident of $object:ident: $($request:ident),* $(,)?;
        then $($group:ident($of_group:ty)),* $(,)?
    ) => {
        $(#[$doc])*
        // A request lives for one call; a box would cost more than it saves.
        #[allow(clippy::large_enum_variant)]
        pub(crate) enum $requests { $($request($request),)* $($group($of_group),)* }

        $(impl $crate::objects::rpc::contract::RequestTo<$object> for $request {})*

        impl $crate::objects::rpc::contract::IncomingRequests for $requests {
            fn read(name: &str, body: &str) -> Option<serde_json::Result<Self>> {
                use $crate::objects::rpc::contract::IncomingRequests;
                $(if let Some(read) = <$request as IncomingRequests>::read(name, body) {
                    return Some(read.map(Self::$request));
                })*
                $(if let Some(read) = <$of_group as IncomingRequests>::read(name, body) {
                    return Some(read.map(Self::$group));
                })*
                None
            }
        }
    };
}

/// Defines requests to one kind of object, and the enum of them, which may have shared ones as well.
macro_rules! requests {
    (
        $(#[$group_doc:meta])* $group:ident of $object:ident $(, with $shared:ident)*;
        $($(#[$doc:meta])* $name:ident { $($fields:tt)* } -> $answer:ty;)*
    ) => {
        $(request! { $(#[$doc])* $name { $($fields)* } -> $answer; })*

        alternatives! { $(#[$group_doc])* $group of $object: $($name,)* $($shared,)*; then }
    };
}
