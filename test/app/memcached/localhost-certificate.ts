/**
 * A certificate of its own authority for the host `localhost`, good until 2126, with its key. It protects
 * nothing: it stands here so that the tests can speak TLS on any machine.
 */
export const localhostKey = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg3Qj4KUcQeDzc0v4Y
qlWvOGyNox4g3ekcWx+KF6JXMzShRANCAAS8eHjqndSry668smSLwOg5GuyH6/A+
lnnsGrWGsaLBWzx/HAMGjH017Cuzed5gHX08vKZIqTlD+P99F/2LFW01
-----END PRIVATE KEY-----`;

export const localhostCertificate = `-----BEGIN CERTIFICATE-----
MIIBljCCATugAwIBAgIUakciBE37Yo2dQCDMRUjJcJowPbgwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNDAwMjMzMVoYDzIxMjYxMDMx
MDAyMzMxWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAS8eHjqndSry668smSLwOg5GuyH6/A+lnnsGrWGsaLBWzx/HAMGjH01
7Cuzed5gHX08vKZIqTlD+P99F/2LFW01o2kwZzAdBgNVHQ4EFgQU0T9SEiJRBLkj
HSWShTtedw3+pZMwHwYDVR0jBBgwFoAU0T9SEiJRBLkjHSWShTtedw3+pZMwFAYD
VR0RBA0wC4IJbG9jYWxob3N0MA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwID
SQAwRgIhANCrQ7z+xTf+/1ypfvrIZ0OQ8+Y9E0CO/5sjMdB/3ckrAiEAzbEAlU0T
BbW2zHEq/wLpTD2bfJrdm6WyHQJGxkB2xao=
-----END CERTIFICATE-----`;
