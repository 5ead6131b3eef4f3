// Tests make validators fail by the dozen; what they log is nobody's news.
process.env['PRESSPROOF_LOG_LEVEL'] ??= 'silent';
// and what they record is for those that read it
process.env['PRESSPROOF_STORE'] ??= 'none';
