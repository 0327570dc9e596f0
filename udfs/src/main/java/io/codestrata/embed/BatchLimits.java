package io.codestrata.embed;

/**
 * What one embedding call may carry.
 *
 * @param maxTexts texts
 * @param maxTokens tokens, all texts together
 * @param maxBytes UTF-8 bytes, all texts together
 * @param maxTextTokens tokens of one text (the model's context)
 */
public record BatchLimits(int maxTexts, long maxTokens, long maxBytes, int maxTextTokens) {}
