// SPDX-License-Identifier: MIT
//
// Fourteen shapes of methods, each of any size, as IL.
using System;
using System.Collections.Generic;
using System.Reflection;
using System.Reflection.Emit;

class Shape {
	public readonly string Name, Unit;
	public readonly int Largest; // each of the other sizes is half the next
	public readonly Action<Body, int> Write;

	Shape (string name, int largest, string unit, Action<Body, int> write)
	{
		Name = name;
		Largest = largest;
		Unit = unit;
		Write = write;
	}

	public static readonly Shape[] All = {
		new Shape ("strings", 3000, "elements of a new array", Strings),
		new Shape ("fields", 5000, "reads of a[i].next.x", Fields),
		new Shape ("calls", 5000, "calls of two methods", Calls),
		new Shape ("switch", 1500, "cases of a switch", Switch),
		new Shape ("regions", 1000, "try, catch and finally", Regions),
		new Shape ("nest", 192, "loops in each other", Nest),
		new Shape ("arithmetic", 9000, "statements in one block", Arithmetic),
		new Shape ("locals", 2000, "variables, each used in a condition", Locals),
		new Shape ("expression", 8000, "operands on the stack", Expression),
		new Shape ("loops", 2400, "small loops in a row", Loops),
		new Shape ("inlining", 4096, "inlined calls in chains", Inlining),
		new Shape ("structs", 4000, "copies of 128 bytes", Structs),
		new Shape ("generics", 4000, "instantiations called", Generics),
		new Shape ("conditions", 4000, "conditions of if and else", Conditions),
	};

	static void Strings (Body body, int size)
	{
		body.Data ();
		body.Number (size);
		body.IL.Emit (OpCodes.Newarr, typeof (string));
		for (int i = 0; i < size; i++) {
			body.IL.Emit (OpCodes.Dup);
			body.Number (i);
			body.IL.Emit (OpCodes.Ldstr, "text " + i);
			body.IL.Emit (OpCodes.Stelem_Ref);
		}
		body.IL.Emit (OpCodes.Stfld, typeof (Data).GetField ("strings"));
		body.Add (() => {
			body.Field ("strings");
			body.Number (size / 2);
			body.IL.Emit (OpCodes.Ldelem_Ref);
			body.IL.Emit (OpCodes.Call, typeof (string).GetProperty ("Length").GetGetMethod ());
		});
	}

	static void Fields (Body body, int size)
	{
		for (int i = 0; i < size; i++)
			body.Add (() => {
				body.Field ("nodes");
				body.IL.Emit (OpCodes.Ldloc, body.Sum);
				body.Number (Data.Length - 1);
				body.IL.Emit (OpCodes.And);
				body.IL.Emit (OpCodes.Ldelem_Ref);
				body.IL.Emit (OpCodes.Ldfld, typeof (Node).GetField ("next"));
				body.IL.Emit (OpCodes.Ldfld, typeof (Node).GetField ("x"));
			});
	}

	static void Calls (Body body, int size)
	{
		for (int i = 0; i < size; i++) {
			bool is_static = i % 2 == 0;
			if (!is_static)
				body.Data ();
			body.IL.Emit (OpCodes.Ldloc, body.Sum);
			body.Number (i);
			body.IL.Emit (OpCodes.Call, typeof (Data).GetMethod (is_static ? "Call" : "CallOfObject"));
			body.IL.Emit (OpCodes.Stloc, body.Sum);
		}
	}

	// An emulator's main loop
	static void Switch (Body body, int size)
	{
		LocalBuilder opcode = body.Local (typeof (int)), x = body.Local (typeof (int)), flag = body.Local (typeof (bool));
		var cases = new Label [size];
		Label next = body.IL.DefineLabel ();
		for (int i = 0; i < size; i++)
			cases [i] = body.IL.DefineLabel ();
		body.Count (opcode, size, () => {
			body.IL.Emit (OpCodes.Ldloc, opcode);
			body.IL.Emit (OpCodes.Switch, cases);
			body.IL.Emit (OpCodes.Br, next);
			for (int i = 0; i < size; i++) {
				body.IL.MarkLabel (cases [i]);
				switch (i % 3) {
				case 0:
					body.Add (() => {
						body.Field ("numbers");
						body.IL.Emit (OpCodes.Ldloc, x);
						body.Number (Data.Length - 1);
						body.IL.Emit (OpCodes.And);
						body.IL.Emit (OpCodes.Ldelem_I4);
					});
					body.IL.Emit (OpCodes.Ldloc, body.Sum);
					body.Number (i);
					body.IL.Emit (OpCodes.Cgt);
					body.IL.Emit (OpCodes.Stloc, flag);
					break;
				case 1:
					body.IL.Emit (OpCodes.Ldloc, x);
					body.Number (i);
					body.IL.Emit (OpCodes.Add);
					body.IL.Emit (OpCodes.Stloc, x);
					break;
				default:
					Label end = body.IL.DefineLabel ();
					body.IL.Emit (OpCodes.Ldloc, flag);
					body.IL.Emit (OpCodes.Brfalse, end);
					body.Add (() => body.IL.Emit (OpCodes.Ldloc, x));
					body.IL.MarkLabel (end);
					break;
				}
				body.IL.Emit (OpCodes.Br, next);
			}
			body.IL.MarkLabel (next);
		});
	}

	static void Regions (Body body, int size)
	{
		for (int i = 0; i < size; i++) {
			body.IL.BeginExceptionBlock ();
			body.Add (() => {
				body.Number (i);
				body.Number (1);
				body.IL.Emit (OpCodes.Call, typeof (Data).GetMethod ("Call"));
			});
			body.IL.BeginCatchBlock (typeof (Exception));
			body.IL.Emit (OpCodes.Pop);
			body.Add (() => body.Number (i));
			body.IL.BeginFinallyBlock ();
			body.Add (() => body.Number (i));
			body.IL.EndExceptionBlock ();
		}
	}

	static void Nest (Body body, int size)
	{
		var index = new LocalBuilder [size];
		Action round = () => {
			foreach (LocalBuilder i in index) {
				body.Field ("numbers");
				body.IL.Emit (OpCodes.Ldloc, i);
				body.IL.Emit (OpCodes.Ldloc, i);
				body.IL.Emit (OpCodes.Ldloc, body.Sum);
				body.IL.Emit (OpCodes.Add);
				body.IL.Emit (OpCodes.Dup);
				body.IL.Emit (OpCodes.Stloc, body.Sum);
				body.IL.Emit (OpCodes.Stelem_I4);
			}
		};
		for (int i = 0; i < size; i++) {
			Action inner = round;
			LocalBuilder own = index [i] = body.Local (typeof (int));
			// The innermost makes the rounds, the others one each, which no compiler knows.
			if (i == 0)
				round = () => body.Count (own, Data.Length, inner);
			else
				round = () => body.CountToField (own, "one", inner);
		}
		round ();
	}

	static void Arithmetic (Body body, int size)
	{
		OpCode[] operations = { OpCodes.Add, OpCodes.Mul, OpCodes.Xor, OpCodes.Sub, OpCodes.Or, OpCodes.Shr };
		var value = new LocalBuilder [12];
		for (int i = 0; i < value.Length; i++) {
			value [i] = body.Local (i % 3 == 2 ? typeof (long) : typeof (int));
			body.Field ("numbers");
			body.Number (i);
			body.IL.Emit (OpCodes.Ldelem_I4);
			body.Convert (value [i]);
			body.IL.Emit (OpCodes.Stloc, value [i]);
		}
		for (int i = 0; i < size; i++) {
			LocalBuilder target = value [i % value.Length], other = value [(i * 7 + 5) % value.Length];
			body.IL.Emit (OpCodes.Ldloc, target);
			body.IL.Emit (OpCodes.Ldloc, other);
			body.Convert (target);
			body.IL.Emit (operations [i % 5]);
			body.Number (i % 30 + 1);
			if (i % 6 != 5)
				body.Convert (target);
			body.IL.Emit (operations [i % 6]);
			body.IL.Emit (OpCodes.Stloc, target);
		}
		foreach (LocalBuilder local in value)
			body.Add (() => {
				body.IL.Emit (OpCodes.Ldloc, local);
				body.IL.Emit (OpCodes.Conv_I4);
			});
	}

	static void Locals (Body body, int size)
	{
		var value = new LocalBuilder [size];
		for (int i = 0; i < size; i++) {
			value [i] = body.Local (typeof (double));
			body.Field ("a");
			body.IL.Emit (OpCodes.Ldc_R8, 1.0 / (i + 1));
			body.IL.Emit (OpCodes.Mul);
			if (i > 0)
				body.IL.Emit (OpCodes.Ldloc, value [Math.Max (i - 1 - i * 7 % 40, 0)]);
			else
				body.Field ("a");
			body.Field ("b");
			body.IL.Emit (OpCodes.Mul);
			body.IL.Emit (OpCodes.Add);
			body.IL.Emit (OpCodes.Stloc, value [i]);
			Label end = body.IL.DefineLabel ();
			body.IL.Emit (OpCodes.Ldloc, value [i]);
			body.IL.Emit (OpCodes.Ldc_R8, 0.25);
			body.IL.Emit (OpCodes.Ble, end);
			body.Add (() => {
				body.IL.Emit (OpCodes.Ldloc, value [i]);
				body.IL.Emit (OpCodes.Conv_I4);
			});
			body.IL.MarkLabel (end);
		}
	}

	static void Expression (Body body, int size)
	{
		body.Add (() => {
			for (int i = 0; i < size; i++) {
				body.Field ("numbers");
				body.Number (i % Data.Length);
				body.IL.Emit (OpCodes.Ldelem_I4);
			}
			for (int i = 1; i < size; i++)
				body.IL.Emit (i % 2 == 0 ? OpCodes.Add : OpCodes.Xor);
		});
	}

	static void Loops (Body body, int size)
	{
		LocalBuilder index = body.Local (typeof (int));
		for (int i = 0; i < size; i++)
			body.Count (index, 10, () => body.Add (() => {
				body.Field ("numbers");
				body.IL.Emit (OpCodes.Ldloc, index);
				body.IL.Emit (OpCodes.Ldelem_I4);
				body.Number (i);
				body.IL.Emit (OpCodes.Xor);
			}));
	}

	// Each method of the chain calls the next one twice: 2, 4, 8 ... 128 calls, and as often as it takes. One more, and the
	// chain is too large for BigStep to inline it into anything.
	static void Inlining (Body body, int size)
	{
		const int depth = 7;
		MethodInfo next = null;
		for (int level = 0; level < depth; level++) {
			MethodBuilder method = body.Type.DefineMethod (string.Format ("Chain{0}_{1}", size, level),
				MethodAttributes.Static | MethodAttributes.Public, typeof (int), new [] { typeof (int) });
			method.SetImplementationFlags (MethodImplAttributes.AggressiveInlining);
			ILGenerator il = method.GetILGenerator ();
			il.Emit (OpCodes.Ldarg_0);
			for (int call = 0; call < 2; call++) {
				il.Emit (OpCodes.Ldc_I4, level * 2 + call + 3);
				il.Emit (call == 0 ? OpCodes.Xor : OpCodes.Mul);
				if (next != null)
					il.Emit (OpCodes.Call, next);
			}
			il.Emit (OpCodes.Ldarg_0);
			il.Emit (OpCodes.Xor);
			il.Emit (OpCodes.Ret);
			next = method;
		}
		for (int i = 0; i < size; i += 1 << depth)
			body.Add (() => {
				body.Field ("numbers");
				body.IL.Emit (OpCodes.Ldloc, body.Sum);
				body.Number (Data.Length - 1);
				body.IL.Emit (OpCodes.And);
				body.IL.Emit (OpCodes.Ldelem_I4);
				body.IL.Emit (OpCodes.Call, next);
			});
	}

	static void Structs (Body body, int size)
	{
		FieldInfo field = typeof (Big).GetField ("c");
		var value = new LocalBuilder [8];
		for (int i = 0; i < value.Length; i++)
			value [i] = body.Local (typeof (Big));
		for (int i = 0; i < size; i++) {
			LocalBuilder local = value [i / 3 % value.Length];
			if (i % 3 == 2) {
				body.Field ("structs");
				body.Number ((i + 5) % Data.Length);
				body.IL.Emit (OpCodes.Ldloc, local);
				body.IL.Emit (OpCodes.Stelem, typeof (Big));
				continue;
			}
			if (i % 3 == 0) {
				body.Field ("structs");
				body.Number (i % Data.Length);
				body.IL.Emit (OpCodes.Ldelem, typeof (Big));
			} else {
				body.IL.Emit (OpCodes.Ldloc, value [(i / 3 + 3) % value.Length]);
			}
			body.IL.Emit (OpCodes.Stloc, local);
			body.IL.Emit (OpCodes.Ldloca, local);
			body.IL.Emit (OpCodes.Dup);
			body.IL.Emit (OpCodes.Ldfld, field);
			body.IL.Emit (OpCodes.Ldloc, body.Sum);
			body.IL.Emit (OpCodes.Conv_I8);
			body.IL.Emit (OpCodes.Add);
			body.IL.Emit (OpCodes.Stfld, field);
			body.Add (() => {
				body.IL.Emit (OpCodes.Ldloca, local);
				body.IL.Emit (OpCodes.Ldfld, field);
				body.IL.Emit (OpCodes.Conv_I4);
			});
		}
	}

	static void Generics (Body body, int size)
	{
		Type[] types = { typeof (A), typeof (B), typeof (C), typeof (int), typeof (long), typeof (double),
			typeof (short), typeof (byte), typeof (string), typeof (object), typeof (Node), typeof (Data),
			typeof (uint), typeof (ulong), typeof (float), typeof (char) };
		for (int i = 0; i < size; i++) {
			Type inner = typeof (Pair<,>).MakeGenericType (types [i % 16], types [i / 16 % 16]);
			Type outer = typeof (Pair<,>).MakeGenericType (inner, types [i / 256]);
			body.IL.Emit (OpCodes.Ldloc, body.Sum);
			body.IL.Emit (OpCodes.Call, outer.GetMethod ("Step"));
			body.IL.Emit (OpCodes.Stloc, body.Sum);
		}
	}

	static void Conditions (Body body, int size)
	{
		LocalBuilder key = body.Local (typeof (int));
		body.Field ("numbers");
		body.Number (0);
		body.IL.Emit (OpCodes.Ldelem_I4);
		body.Number (size / 2 + 1);
		body.IL.Emit (OpCodes.Mul);
		body.IL.Emit (OpCodes.Stloc, key);
		Label end = body.IL.DefineLabel ();
		for (int i = 0; i < size; i++) {
			Label next = body.IL.DefineLabel ();
			body.IL.Emit (OpCodes.Ldloc, key);
			body.Number (i);
			if (i % 2 == 0) {
				body.Field ("numbers");
				body.Number (i % Data.Length);
				body.IL.Emit (OpCodes.Ldelem_I4);
				body.IL.Emit (OpCodes.Sub);
			}
			body.IL.Emit (OpCodes.Bne_Un, next);
			body.Add (() => body.Number (i));
			body.IL.Emit (OpCodes.Br, end);
			body.IL.MarkLabel (next);
		}
		body.IL.MarkLabel (end);
	}
}
