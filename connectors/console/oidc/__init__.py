"""Sign-in by an OpenID Connect provider: the authorization code flow with PKCE.

    /console/sign-in/provider ── attempt.py     state, nonce and verifier of one attempt
        ──> the provider: it asks who it is
    /console/signed-in ── provider.py           the code changed for an ID token
        ── id_token.py                          signature, issuer, audience, times, nonce
        ── ../roles.py                          may they come in, and as what
        ──> the console's own session

settings.py reads the environment, routes.py answers the two addresses, examination.py is what
`mentor doctor` asks.
"""
