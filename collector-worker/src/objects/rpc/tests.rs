//! A request is read by its name, as one of those that its object takes.

use super::*;

fn read<R: IncomingRequests>(name: &str, body: &str) -> Option<Result<R, ()>> {
    R::read(name, body).map(|read| read.map_err(|_| ()))
}

#[test]
fn a_request_is_read_as_what_its_object_takes() {
    assert!(matches!(
        read("IsCommitted", r#"{"id":"x"}"#),
        Some(Ok(ProjectRequest::Work(ProjectWork::Operation(OperationRequest::IsCommitted(IsCommitted { id })))))
            if id == "x"
    ));
    assert!(matches!(read("Destroy", "{}"), Some(Ok(ProjectRequest::Destroy(Destroy {})))));
    assert!(matches!(read("Destroy", "{}"), Some(Ok(SourcesRequest::Destroy(Destroy {})))));
    assert!(matches!(read("EndSalt", "{}"), Some(Ok(SaltRequest::EndSalt(EndSalt {})))));
}

#[test]
fn a_name_of_another_object_or_build_is_none_and_a_broken_body_is_an_error() {
    for name in ["", "Destroyed", "destroy", "SaltOf", "FindProject"] {
        assert!(read::<ProjectRequest>(name, "{}").is_none(), "{name}");
    }
    assert!(read::<DirectoryRequest>("Destroy", "{}").is_none(), "nothing destroys the directory");
    assert!(matches!(read::<ProjectRequest>("IsCommitted", "{}"), Some(Err(()))));
    assert!(matches!(read::<ProjectRequest>("Destroy", "x"), Some(Err(()))));
}

#[test]
fn names_are_what_older_builds_send() {
    let names = [KeySecret::NAME, Decide::NAME, MakeSalt::NAME, TakeSignals::NAME, PutFile::NAME];
    assert_eq!(names, ["KeySecret", "Decide", "MakeSalt", "TakeSignals", "PutFile"]);
    let bindings = [
        DirectoryObject::BINDING,
        ProjectObject::BINDING,
        SaltObject::BINDING,
        OutboxObject::BINDING,
        SourcesObject::BINDING,
    ];
    assert_eq!(bindings, ["DIRECTORY", "PROJECT", "SALT", "OUTBOX", "SOURCES"]);
}
