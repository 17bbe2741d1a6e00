/* SPDX-License-Identifier: MIT
 *
 * spectral-norm: the largest singular value of an infinite matrix, by the power method on its first rows and columns.
 * Usage: spectral-norm [size] */
using System;
using System.Globalization;

namespace Bench {
	static class Program {
		static double Element (int row, int column)
		{
			return 1.0 / ((row + column) * (row + column + 1) / 2 + row + 1);
		}

		static void Multiply (double[] vector, double[] result)
		{
			for (int i = 0; i < result.Length; i++) {
				double sum = 0;
				for (int j = 0; j < vector.Length; j++)
					sum += Element (i, j) * vector [j];
				result [i] = sum;
			}
		}

		static void MultiplyTransposed (double[] vector, double[] result)
		{
			for (int i = 0; i < result.Length; i++) {
				double sum = 0;
				for (int j = 0; j < vector.Length; j++)
					sum += Element (j, i) * vector [j];
				result [i] = sum;
			}
		}

		static void MultiplyBoth (double[] vector, double[] between, double[] result)
		{
			Multiply (vector, between);
			MultiplyTransposed (between, result);
		}

		static void Main (string[] arguments)
		{
			int size = arguments.Length > 0 ? int.Parse (arguments [0]) : 2200;
			double[] u = new double [size], v = new double [size], between = new double [size];
			for (int i = 0; i < size; i++)
				u [i] = 1;
			for (int i = 0; i < 10; i++) {
				MultiplyBoth (u, between, v);
				MultiplyBoth (v, between, u);
			}
			double uv = 0, vv = 0;
			for (int i = 0; i < size; i++) {
				uv += u [i] * v [i];
				vv += v [i] * v [i];
			}
			Console.WriteLine (Math.Sqrt (uv / vv).ToString ("F9", CultureInfo.InvariantCulture));
		}
	}
}
