/* SPDX-License-Identifier: MIT
 *
 * n-body: the Sun and the four giant planets, advanced with a simple symplectic integrator. Prints the system's energy
 * before and after. Usage: n-body [steps] */
using System;
using System.Globalization;

namespace Bench {
	class Body {
		public double X, Y, Z, VelocityX, VelocityY, VelocityZ, Mass;

		public Body (double x, double y, double z, double velocityX, double velocityY, double velocityZ, double mass)
		{
			X = x;
			Y = y;
			Z = z;
			VelocityX = velocityX * PlanetSystem.DaysPerYear;
			VelocityY = velocityY * PlanetSystem.DaysPerYear;
			VelocityZ = velocityZ * PlanetSystem.DaysPerYear;
			Mass = mass * PlanetSystem.SolarMass;
		}
	}

	class PlanetSystem {
		public const double SolarMass = 4 * Math.PI * Math.PI;
		public const double DaysPerYear = 365.24;

		readonly Body[] bodies = {
			new Body (0, 0, 0, 0, 0, 0, 1),
			new Body (4.84143144246472090e+00, -1.16032004402742839e+00, -1.03622044471123109e-01,
			          1.66007664274403694e-03, 7.69901118419740425e-03, -6.90460016972063023e-05,
			          9.54791938424326609e-04),
			new Body (8.34336671824457987e+00, 4.12479856412430479e+00, -4.03523417114321381e-01,
			          -2.76742510726411021e-03, 4.99852801234917238e-03, 2.30417297573763929e-05,
			          2.85885980666130812e-04),
			new Body (1.28943695621391310e+01, -1.51111514016986312e+01, -2.23307578892655734e-01,
			          2.96460137564761618e-03, 2.37847173959480950e-03, -2.96589568540237556e-05,
			          4.36624404335156298e-05),
			new Body (1.53796971148509165e+01, -2.59193146099879641e+01, 1.79258772950371181e-01,
			          2.68067772490389322e-03, 1.62824170038242295e-03, -9.51592254519715870e-05,
			          5.15138902046611451e-05)
		};

		public PlanetSystem ()
		{
			double momentumX = 0, momentumY = 0, momentumZ = 0;
			foreach (Body body in bodies) {
				momentumX += body.VelocityX * body.Mass;
				momentumY += body.VelocityY * body.Mass;
				momentumZ += body.VelocityZ * body.Mass;
			}
			bodies [0].VelocityX = -momentumX / SolarMass;
			bodies [0].VelocityY = -momentumY / SolarMass;
			bodies [0].VelocityZ = -momentumZ / SolarMass;
		}

		public void Advance (double step)
		{
			for (int i = 0; i < bodies.Length; i++) {
				Body a = bodies [i];
				for (int j = i + 1; j < bodies.Length; j++) {
					Body b = bodies [j];
					double dx = a.X - b.X, dy = a.Y - b.Y, dz = a.Z - b.Z;
					double squared = dx * dx + dy * dy + dz * dz;
					double magnitude = step / (squared * Math.Sqrt (squared));
					a.VelocityX -= dx * b.Mass * magnitude;
					a.VelocityY -= dy * b.Mass * magnitude;
					a.VelocityZ -= dz * b.Mass * magnitude;
					b.VelocityX += dx * a.Mass * magnitude;
					b.VelocityY += dy * a.Mass * magnitude;
					b.VelocityZ += dz * a.Mass * magnitude;
				}
			}
			foreach (Body body in bodies) {
				body.X += step * body.VelocityX;
				body.Y += step * body.VelocityY;
				body.Z += step * body.VelocityZ;
			}
		}

		public double Energy ()
		{
			double energy = 0;
			for (int i = 0; i < bodies.Length; i++) {
				Body a = bodies [i];
				energy += 0.5 * a.Mass * (a.VelocityX * a.VelocityX + a.VelocityY * a.VelocityY +
					a.VelocityZ * a.VelocityZ);
				for (int j = i + 1; j < bodies.Length; j++) {
					Body b = bodies [j];
					double dx = a.X - b.X, dy = a.Y - b.Y, dz = a.Z - b.Z;
					energy -= a.Mass * b.Mass / Math.Sqrt (dx * dx + dy * dy + dz * dz);
				}
			}
			return energy;
		}
	}

	static class Program {
		static void Main (string[] arguments)
		{
			int steps = arguments.Length > 0 ? int.Parse (arguments [0]) : 15000000;
			var system = new PlanetSystem ();
			Console.WriteLine (system.Energy ().ToString ("F9", CultureInfo.InvariantCulture));
			for (int i = 0; i < steps; i++)
				system.Advance (0.01);
			Console.WriteLine (system.Energy ().ToString ("F9", CultureInfo.InvariantCulture));
		}
	}
}
