// Tests make validators fail by the dozen; what they log is nobody's news.
process.env['PRESSPROOF_LOG_LEVEL'] ??= 'silent';
