"""What moto's CloudFormation lacks of our templates' resources, made through moto's own services.

Importing this teaches moto: bucket policies, CloudFront, and of a bucket all properties that the
templates set. boto3 checks every value against the service's API on the way. Methods and their
arguments are moto's.
"""

from tests.unit.cloud.cfn import buckets, cloudfront

__all__ = ["buckets", "cloudfront"]
