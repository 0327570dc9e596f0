package io.codestrata.source;

import java.util.Map;
import java.util.Optional;

/**
 * What a URL has.
 *
 * @param ids full name of a ref, or {@code HEAD}, to the id of its object; without {@code HEAD}
 *     there is no commit on it
 * @param headBranch full name of the branch that {@code HEAD} is on; empty where it is on none
 */
record RemoteRefs(Map<String, String> ids, Optional<String> headBranch) {}
